using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Local.Tests.EndToEnd;
using Recovery.Webhooks;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Webhooks;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>Outcomes out: from the complaint to a receiver on this machine that verifies the signature, through the whole app on Azurite.</summary>
[Collection(AzuriteTests.Name)]
public sealed class WebhookStories : AppOnAzurite
{
    protected override string[] Settings => ["Recovery:Webhooks:AllowPrivateAddresses=true"];

    private Api Staff => App.Staff("tom-bellamy");

    [Fact]
    public async Task A_complaint_is_told_to_a_receiver_signed_and_in_order_and_can_be_fetched_as_well()
    {
        await using var crm = await LoopbackReceiver.StartAsync();
        var (id, secret) = await SubscribeAsync(crm);
        var subject = await ComplainAsync("order-1");
        await App.SettleAsync();
        (await Staff.DoAsync(subject, "resolve", new { outcome = "upheld", explanation = "The carrier lost it.", rootCause = "late-carrier" })).Is(200);
        await App.SettleAsync();

        var types = crm.Received.Select(LoopbackReceiver.Type).ToList();
        Assert.Equal(["complaint.received", "complaint.acknowledged", "case.resolved"], types.Where(t => t != "case.updated"));
        Assert.All(crm.Received, w => Assert.True(w.IsGenuine(secret, SystemClock.Instance.GetCurrentInstant())));
        Assert.All(crm.Received, w => Assert.DoesNotContain("carla", System.Text.Encoding.UTF8.GetString(w.Body.Span), StringComparison.OrdinalIgnoreCase));
        var ids = crm.Received.Select(w => w.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(ids, (await LoggedAsync()).Select(e => e.Event.Id));

        var fetched = (await Staff.GetAsync("/api/events")).Is(200);
        Assert.All(ids, e => Assert.Contains(e, fetched.Body, StringComparison.Ordinal));
        var told = (await Staff.GetAsync($"/api/webhooks/{id}/deliveries")).Is(200);
        Assert.All(ids, e => Assert.Contains(e, told.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_later_and_nothing_of_the_case_overtakes()
    {
        await using var crm = await LoopbackReceiver.StartAsync();
        var (id, secret) = await SubscribeAsync(crm);
        crm.Answers = _ => 400;
        await ComplainAsync("order-1");
        await App.SettleAsync();
        var first = Assert.Single(crm.Received).Id;
        // The first was that of the subscription's making.
        Assert.Equal(2, App.Calls.Delays.Count);
        Assert.InRange(App.Calls.Delays[^1], Duration.FromSeconds(5), Duration.FromSeconds(5.5));

        Clock.Now += Duration.FromSeconds(6);
        await App.SettleAsync();
        Assert.Equal([first, first], crm.Received.Select(w => w.Id));
        crm.Answers = _ => 200;
        Clock.Now += Duration.FromMinutes(4);
        await App.SettleAsync();
        Assert.Equal(2, crm.Received.Count);
        Clock.Now += Duration.FromMinutes(2);
        await App.SettleAsync();

        var expected = (await LoggedAsync()).Select(e => e.Event.Id).ToList();
        Assert.True(expected.Count > 1);
        Assert.Equal([first, first, .. expected], crm.Received.Select(w => w.Id));
        Assert.True(crm.Received[^1].IsGenuine(secret, SystemClock.Instance.GetCurrentInstant()));
        var record = await App.Services.GetRequiredService<IDeliveries>().FindAsync(id, first, default);
        Assert.Equal((DeliveryStatus.Delivered, 3), (record!.Status, record.Attempts.Length));
    }

    [Fact]
    public async Task The_message_for_the_next_try_may_get_lost()
    {
        await using var crm = await LoopbackReceiver.StartAsync();
        await SubscribeAsync(crm);
        crm.Answers = _ => 400;
        await ComplainAsync("order-1");
        await App.SettleAsync();
        App.Calls.Lose();

        crm.Answers = _ => 200;
        Clock.Now += Duration.FromMinutes(5);
        await App.FireAsync("SweepWebhooks");
        await App.SettleAsync();

        Assert.Equal((await LoggedAsync()).Select(e => e.Event.Id), crm.Received.Skip(1).Select(w => w.Id));
    }

    [Fact]
    public async Task Dead_between_sending_and_saving_it_sends_again_with_the_same_id()
    {
        await using var crm = await LoopbackReceiver.StartAsync();
        await SubscribeAsync(crm);
        App.Unattended.Add(QueueNames.Webhooks);
        await ComplainAsync("order-1");
        await App.SettleAsync();
        crm.Answers = _ =>
        {
            App.TableCalls.CutNext(0);
            return 204;
        };
        await GiveAsync();
        var before = crm.Received.Select(w => w.Id).ToList();
        Assert.NotEmpty(before);

        crm.Answers = _ => 204;
        await RestartAsync();
        Clock.Now += Duration.FromMinutes(8);
        await App.FireAsync("SweepWebhooks");
        await App.SettleAsync();

        var expected = (await LoggedAsync()).Select(e => e.Event.Id).ToList();
        Assert.Equal([.. before, .. expected], crm.Received.Select(w => w.Id));
    }

    [Fact]
    public async Task A_message_that_failed_five_times_is_parked_and_what_it_was_for_is_delivered()
    {
        await using var crm = await LoopbackReceiver.StartAsync();
        var (id, _) = await SubscribeAsync(crm);
        App.Unattended.Add(QueueNames.Webhooks);
        await ComplainAsync("order-1");
        await App.SettleAsync();
        App.TableCalls.CutNext(0);
        // There may be several messages for the same subscription; one that is seen is given until one has failed five times.
        while ((await App.Queue(QueueNames.Webhooks + QueueNames.Poison).PeekMessagesAsync(1)).Value.Length == 0)
            await GiveAsync();
        Assert.True(App.Failures.Count >= 5);
        Assert.Empty(crm.Received);

        await RestartAsync();
        await App.FireAsync("SalvagePoison");
        var parked = Assert.Single(await App.Services.GetRequiredService<IParkedMessages>().ListAsync(null, 10, default));
        Assert.Equal((QueueNames.Webhooks, id), (parked.Source, parked.Body));
        Assert.Contains("begun again", parked.Reason, StringComparison.Ordinal);
        Clock.Now += Duration.FromMinutes(3);
        await App.FireAsync("SweepWebhooks");
        await App.SettleAsync();

        Assert.Equal((await LoggedAsync()).Select(e => e.Event.Id), crm.Received.Select(w => w.Id));
    }

    [Fact]
    public async Task Two_instances_at_once_deliver_each_event_once_and_in_order()
    {
        const int Streams = 6, Each = 25;
        await using var crm = await LoopbackReceiver.StartAsync();
        var (id, _) = await SubscribeAsync(crm);
        await using var other = await RunningApp.StartAsync(Azurite, Clock, [.. Settings, "Recovery:Policy=default"]);
        var deliver = AppFunction.Named("DeliverWebhook");
        RunningApp[] instances = [App, other];
        await Task.WhenAll(instances.Select(async (app, n) =>
        {
            var log = app.Services.GetRequiredService<IEventLog>();
            for (var number = 0; number < Each; number++)
            {
                await log.AppendAsync([.. Enumerable.Range(0, Streams).Where(s => s % 2 == n).Select(s => StoredWebhooks.Event($"e-{s}-{number}", $"s-{s}"))], default);
                if (number % 5 == 0)
                    await Task.WhenAll(instances.Select(i => deliver.RunAsync(i.Services, id, i.Client)));
            }
        }));
        await App.SettleAsync();

        Assert.Equal((await LoggedAsync()).Count, crm.Received.Count);
        for (var stream = 0; stream < Streams; stream++)
            Assert.Equal(Enumerable.Range(0, Each).Select(n => $"e-{stream}-{n}"), crm.Received.Select(w => w.Id).Where(e => e.StartsWith($"e-{stream}-", StringComparison.Ordinal)));
        Assert.Empty(other.Failures);
    }

    private async Task<(string Id, string Secret)> SubscribeAsync(LoopbackReceiver receiver)
    {
        // By the token of staff in nobody's name, which may do it.
        var made = (await App.Program(StaffToken).PostAsync("/api/webhooks", JsonContent.Create(new { url = receiver.Address, name = "CRM" }))).Is(201);
        return (made["id"].GetString()!, made["secret"].GetString()!);
    }

    private async Task<string> ComplainAsync(string key)
    {
        var made = await App.Anybody().SubmitAsync(new { description = "My parcel is late.", name = "Carla", email = "carla@customer.example" }, key);
        return made["caseId"].GetString()!;
    }

    private Task<IReadOnlyList<LoggedEvent>> LoggedAsync() => App.Services.GetRequiredService<IEventLog>().ReadAsync(0, 1000, default);

    /// <summary>The message is given to its function once it is seen.</summary>
    private async Task GiveAsync()
    {
        var queue = App.Queue(QueueNames.Webhooks);
        while ((await queue.PeekMessagesAsync(1)).Value.Length == 0)
            await Task.Delay(50);
        await App.FirstOfAsync(QueueNames.Webhooks);
    }

    private async Task RestartAsync()
    {
        App.TableCalls.CutNext(null);
        App.Failures.Clear();
        App.Unattended.Clear();
        await App.KillAsync();
    }
}
