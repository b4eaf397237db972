using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>The pump is killed at random points, over stores that break off, lose answers and tear what they save, and receivers of every mood.</summary>
public class PumpKillTests
{
    private static readonly string[] s_subscriptions = ["wh_one", "wh_two", "wh_three"];

    [Fact]
    public async Task Whatever_is_killed_every_event_arrives_with_one_id_and_in_the_order_of_its_case()
    {
        var (kills, repeats) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var run = new Run(seed);
            await run.LiveAsync();
            await run.RecoverAsync();
            await run.AssertNothingIsLostAsync();
            kills += run.Kills;
            repeats += run.Repeats;
        }

        // The run would prove nothing if nothing had happened in it.
        Assert.True(kills > 1500, $"{kills} kills");
        Assert.True(repeats > 500, $"{repeats} repeats");
    }

    private sealed class Run(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Downstream _world = new(perEndpoint: 1 + seed % 6);
        private readonly List<string> _published = [];
        private CancellationTokenSource _cancel = new();

        public int Kills { get; private set; }

        public int Repeats => _world.Arrivals.Count(a => a.Taken) - s_subscriptions.Length * _published.Count;

        public async Task LiveAsync()
        {
            foreach (var subscription in s_subscriptions)
                await _world.SubscribeAsync(subscription);
            Break();
            for (var n = 0; n < 60; n++)
            {
                for (var count = _random.Next(4); count > 0; count--)
                {
                    _published.Add($"c{_random.Next(8)}/{_published.Count:000}");
                    await _world.PublishAsync(_published[^1]);
                }

                foreach (var subscription in s_subscriptions)
                    await LookAsync(subscription);
                _world.Now += Duration.FromSeconds(_random.Next(1, 200));
            }
        }

        public async Task RecoverAsync()
        {
            _world.Answer = (_, _) => Task.FromResult(Downstream.Status(200));
            (_world.Deliveries.BeforeSave, _world.Deliveries.AfterSave, _world.Deliveries.Tear) = (null, null, null);
            (_world.Deliveries.BeforeRead, _world.Log.BeforeRead) = (null, null);
            await _world.RunUntilAsync(_world.Now + Duration.FromDays(4), s_subscriptions);
        }

        public async Task AssertNothingIsLostAsync()
        {
            foreach (var subscription in s_subscriptions)
            {
                var taken = _world.Taken(subscription);
                Assert.Equal(_published.Order(StringComparer.Ordinal), taken.Distinct().Order(StringComparer.Ordinal));
                PumpTests.AssertInOrder(_published, taken);
                Assert.Equal(_published.Count, (await _world.Deliveries.ProgressAsync(subscription, default))!.Position);
                Assert.Equal(_published.Count, (await _world.Deliveries.CountsAsync(subscription, 1000, default))[DeliveryStatus.Delivered]);
                Assert.Null(await _world.Deliveries.NextAsync(subscription, default));
            }

            Assert.Equal(_published.Count, _world.Arrivals.Select(a => (a.Id, a.Body)).Distinct().Count());
        }

        private async Task LookAsync(string subscription)
        {
            _cancel.Dispose();
            _cancel = new CancellationTokenSource();
            try
            {
                if (_published.Count > 0 && Chance(0.02))
                    await _world.Desk.ReplayAsync(subscription, _published[_random.Next(_published.Count)], default);
                await _world.RoundAsync(subscription, 1 + _random.Next(20), _cancel.Token);
            }
            catch (Exception killed) when (killed is IOException or OperationCanceledException)
            {
                Kills++;
                _world.Pump = _world.NewPump();
            }
        }

        private void Break()
        {
            _world.Deliveries.BeforeSave = _ => Perhaps(0.1);
            _world.Deliveries.AfterSave = _ => Perhaps(0.1);
            _world.Deliveries.Tear = () => Chance(0.1) ? _random.Next(4) : null;
            _world.Deliveries.BeforeRead = () => Perhaps(0.01);
            _world.Log.BeforeRead = () => Perhaps(0.01);
            _world.Answer = async (arrival, _) =>
            {
                if (Chance(0.3))
                    await Task.Yield();
                if (Chance(0.03))
                {
                    arrival.Taken = Chance(0.5);
                    await _cancel.CancelAsync();
                    throw new OperationCanceledException();
                }

                // The answer is lost, but not what was posted.
                arrival.Taken = Chance(0.1);
                return arrival.Taken ? Downstream.Fault(SendFault.TimedOut)
                    : Chance(0.15) ? Downstream.Status(_random.Next(2) == 0 ? 500 : 404)
                    : Chance(0.02) ? Downstream.Status(503, Duration.FromSeconds(40))
                    : Downstream.Status(200);
            };
        }

        private Task Perhaps(double chance) => Chance(chance) ? throw new IOException("Killed here.") : Task.CompletedTask;

        private bool Chance(double chance)
        {
            lock (_random)
                return _random.NextDouble() < chance;
        }
    }
}
