using System.Diagnostics;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Benchmarks;

/// <summary>
/// Whole lives in virtual time, from complaint to close, through the real service, decider, turns and templates; every
/// message is made into the text and HTML that would leave. Only the store and the wire are left out.
/// </summary>
internal static class Lives
{
    private static readonly string[] s_complaints =
    [
        "My parcel has not arrived and I have been waiting for two weeks. I had to take a day off work for nothing.",
        "I was charged twice for the same order and nobody answers my emails.",
        "The jacket tore on the first day. I want my money back.",
        "Your agent was rude to my mother, who is ill. We feel let down.",
        "The refund you promised in March has still not come.",
    ];

    public static async Task RunAsync(int lives)
    {
        var policy = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;
        await OneAsync(policy, 0);

        var watch = Stopwatch.StartNew();
        long events = 0, saves = 0, messages = 0;
        await Parallel.ForAsync(0, lives, async (i, _) =>
        {
            var (e, s, m) = await OneAsync(policy, i);
            Interlocked.Add(ref events, e);
            Interlocked.Add(ref saves, s);
            Interlocked.Add(ref messages, m);
        });
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"lives: {lives:N0} cases from complaint to close in {seconds:N1} s = {lives / seconds:N0} lives/s");
        Console.WriteLine($"       {(double)events / lives:N1} events, {(double)saves / lives:N1} saves, {(double)messages / lives:N1} messages a life");
    }

    private static async Task<(int Events, int Saves, int Messages)> OneAsync(RecoveryPolicy policy, int number)
    {
        var clock = new VirtualClock(Instant.FromUtc(2026, 1, 5, 9, 0) + Duration.FromMinutes(number % 100_000));
        var store = new OneCaseStore();
        var library = new OnePolicy(policy);
        var effects = new RenderedOnly();
        var service = new CaseService(store, library, store, clock);
        var turns = new CaseTurns(store, library, effects, clock);
        var id = CaseId.From("lives", $"{number}");
        var complaint = new Complaint
        {
            Channel = Channel.Form,
            Description = s_complaints[number % s_complaints.Length],
            Email = "customer@example.com",
            Name = "A Customer",
            Tier = number % 7 == 0 ? "gold" : null,
        };
        await service.OpenAsync(id, new CommandId("open"), complaint, CancellationToken.None);
        var staff = Actor.Staff(policy.Document.People[0].Id);
        var step = 0;
        while ((await turns.TurnAsync(id, CancellationToken.None)).Next is { } next)
        {
            // One in three is worked on diligently, one late, one has to be escalated before anybody resolves it.
            clock.Now = Instant.Max(clock.Now, next);
            step++;
            var working = number % 3 == 0 ? 1 : number % 3 == 1 ? 3 : 6;
            if (step == working)
                await service.ExecuteAsync(id, new SendMessage(new CommandId("m"), staff, "We found it and are on it."), null, CancellationToken.None);
            if (step == working + 2)
            {
                var resolve = new Resolve(
                    new CommandId("r"), staff, ResolutionOutcome.Upheld, "We lost it, and we are sorry.", policy.RootCauses.First().Id);
                await service.ExecuteAsync(id, resolve, null, CancellationToken.None);
            }

            if (step == working + 4 && number % 2 == 0)
                await service.ExecuteAsync(id, new CustomerAnswers(new CommandId("a"), true, 5, true, 9), null, CancellationToken.None);
            if (step > 500)
                throw new InvalidOperationException($"life {number} does not end");
        }

        if (store.Events[^1] is not (Closed or MessageSent or MessageWritten))
            throw new InvalidOperationException($"life {number} ended with {store.Events[^1].GetType().Name}");
        return (store.Events.Count, store.Saves, effects.Messages);
    }

    private sealed class VirtualClock(Instant start) : IClock
    {
        public Instant Now { get; set; } = start;

        public Instant GetCurrentInstant() => Now;
    }

    private sealed class OnePolicy(RecoveryPolicy policy) : IPolicyLibrary
    {
        public RecoveryPolicy Current => policy;

        public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => ValueTask.FromResult(policy);
    }

    private sealed class RenderedOnly : IEffectRunner
    {
        public int Messages { get; private set; }

        public Task RunAsync(CaseEffect effect, CancellationToken cancel)
        {
            var body = effect switch { CustomerEmail mail => mail.Body, StaffAlert alert => alert.Body, _ => null };
            if (body is not null && MessageBody.ToText(body).Length + MessageBody.ToHtml(body).Length > 0)
                Messages++;
            return Task.CompletedTask;
        }
    }
}
