using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Web;

public class WebhookActionTests
{
    [Fact]
    public async Task A_test_tells_at_once_what_came_back_and_stands_in_the_log()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync();
        var receiver = site.Get<ScriptedReceiver>();
        receiver.Answer = new SendResult(500, null, Duration.FromMilliseconds(48), null, "no such tenant");
        var tested = await maya.PostJsonAsync($"/api/webhooks/{id}/test", null, key: "t-1");
        Assert.Equal((false, 500, 48, "no such tenant"), ((bool)tested["delivered"]!, (int)tested["status"]!, (int)tested["latencyMs"]!, tested["responseHead"]!.ToString()));
        var again = await maya.PostJsonAsync($"/api/webhooks/{id}/test", null, key: "t-1");
        Assert.Equal(tested["id"]!.ToString(), again["id"]!.ToString());
        Assert.Single(receiver.Requests);

        site.Clock.Now += Duration.FromSeconds(1);
        receiver.Answer = new SendResult(null, SendFault.TimedOut, Duration.FromSeconds(20), null, "");
        var late = await maya.PostJsonAsync($"/api/webhooks/{id}/test", null);
        Assert.Equal("no whole answer came in time", late["fault"]!.ToString());
        Assert.Null(late["status"]);
        var log = await maya.GetJsonAsync($"/api/webhooks/{id}/deliveries");
        Assert.Equal([late["id"]!.ToString(), tested["id"]!.ToString()], log["deliveries"]!.AsArray().Select(d => d!["id"]!.ToString()));
        await maya.PostJsonAsync("/api/webhooks/wh_none/test", null, 404);
        Assert.Equal("sure", Assert.Single((await maya.PostJsonAsync($"/api/webhooks/{id}/test", new { sure = true }, 422)).Faults()).Field);
    }

    [Fact]
    public async Task A_pause_may_be_asked_for_twice_and_says_why_until_it_ends()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync();
        for (var i = 0; i < 2; i++)
        {
            var paused = await maya.PostJsonAsync($"/api/webhooks/{id}/pause", new { reason = "The CRM moves house." }, key: "p-1");
            Assert.Equal(("paused", "paused", "The CRM moves house."), (paused["state"]!.ToString(), paused["health"]!["condition"]!.ToString(), paused["stateReason"]!.ToString()));
        }

        for (var i = 0; i < 2; i++)
        {
            var resumed = await maya.PostJsonAsync($"/api/webhooks/{id}/resume", null);
            Assert.Equal("active", resumed["state"]!.ToString());
            Assert.Null(resumed["stateReason"]);
        }

        Assert.Equal("reason", Assert.Single((await maya.PostJsonAsync($"/api/webhooks/{id}/pause", new { reason = new string('w', 201) }, 422)).Faults()).Field);
        Assert.Contains("did you mean reason?", Assert.Single((await maya.PostJsonAsync($"/api/webhooks/{id}/pause", new { reasn = "" }, 422)).Faults()).Reason, StringComparison.Ordinal);
        await maya.PostJsonAsync("/api/webhooks/wh_none/pause", null, 404);
    }

    /// <summary>What the receiver ended by 410 is not paused, and is resumed by staff alone.</summary>
    [Fact]
    public async Task What_its_receiver_disabled_is_told_so_and_can_be_resumed()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync();
        var subscriptions = site.Get<ISubscriptions>();
        await subscriptions.SaveAsync((await subscriptions.FindAsync(id, default))! with { State = SubscriptionState.Disabled, StateReason = "The receiver answered 410." }, default);
        Assert.Equal("disabled", (await maya.GetJsonAsync($"/api/webhooks/{id}"))["health"]!["condition"]!.ToString());
        Assert.EndsWith("not-now", (await maya.PostJsonAsync($"/api/webhooks/{id}/pause", null, 422))["type"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("active", (await maya.PostJsonAsync($"/api/webhooks/{id}/resume", null))["state"]!.ToString());
    }

    [Fact]
    public async Task A_replay_is_asked_for_once_by_one_key_and_its_faults_name_their_field()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync();
        await site.HappenAsync(3);
        await site.LookedAtAsync(id);
        object Range(string from, string to, string? only = "all") => new { from, to, only };
        var (start, end) = ("2026-11-24T09:00:00Z", "2026-11-24T11:00:00Z");
        for (var i = 0; i < 2; i++)
        {
            var asked = await maya.PostJsonAsync($"/api/webhooks/{id}/replay", Range(start, end), 202, key: "again-1");
            Assert.Equal(("all", 0, 3), (asked["replay"]!["only"]!.ToString(), (int)asked["replay"]!["position"]!, (int)asked["replay"]!["until"]!));
        }

        Assert.Single((await maya.GetJsonAsync($"/api/webhooks/{id}"))["replays"]!.AsArray());
        Assert.NotNull((await maya.PostJsonAsync($"/api/webhooks/{id}/replay", Range("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "parked")))["nothing"]);
        async Task FaultyAsync(object body, params string[] fields) =>
            Assert.Equal(fields, (await maya.PostJsonAsync($"/api/webhooks/{id}/replay", body, 422)).Faults().Select(f => f.Field));
        await FaultyAsync(new { }, "from", "to", "only");
        await FaultyAsync(Range(end, start), "to");
        await FaultyAsync(Range("2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"), "from");
        await FaultyAsync(Range("yesterday", end), "from");
        await FaultyAsync(Range(start, end, "some"), "only");
        await maya.PostJsonAsync("/api/webhooks/wh_none/replay", Range(start, end), 404);
    }

    [Fact]
    public async Task Deliveries_are_listed_by_status_page_by_page_with_each_try_in_words()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync();
        var (other, _) = await site.SubscribeAsync();
        var happened = await site.HappenAsync(3);
        await site.RecordAsync(id, happened[0], DeliveryStatus.Delivered, site.Answered(204));
        await site.RecordAsync(id, happened[1], DeliveryStatus.Parked, site.Answered(400, "<script>alert(1)</script>"), "10 tries failed.");
        await site.RecordAsync(id, happened[2], DeliveryStatus.Waiting, new DeliveryAttempt(site.Clock.Now, null, SendFault.NotConnected, Duration.FromSeconds(1), ""));

        var first = await maya.GetJsonAsync($"/api/webhooks/{id}/deliveries?limit=2");
        Assert.Equal(["waiting", "parked"], first["deliveries"]!.AsArray().Select(d => d!["status"]!.ToString()));
        var waiting = first["deliveries"]![0]!;
        Assert.Equal(("nobody took the connection", "2026-11-24T10:05:00Z"), (waiting["attempts"]![0]!["fault"]!.ToString(), waiting["nextAttemptAt"]!.ToString()));
        var rest = await maya.GetJsonAsync($"/api/webhooks/{id}/deliveries?limit=2&cursor={first["next"]}");
        Assert.Equal("delivered", Assert.Single(rest["deliveries"]!.AsArray())!["status"]!.ToString());
        Assert.Null(rest["next"]);
        var parked = Assert.Single((await maya.GetJsonAsync($"/api/webhooks/{id}/deliveries?status=parked"))["deliveries"]!.AsArray())!;
        Assert.Equal((happened[1].Id, "10 tries failed.", 400), (parked["id"]!.ToString(), parked["reason"]!.ToString(), (int)parked["attempts"]![0]!["status"]!));
        Assert.Equal(parked.ToJsonString(), (await maya.GetJsonAsync($"/api/webhooks/{id}/deliveries/{happened[1].Id}")).ToJsonString());

        await maya.GetJsonAsync($"/api/webhooks/{other}/deliveries/{happened[1].Id}", 404);
        await maya.GetJsonAsync("/api/webhooks/wh_none/deliveries", 404);
        foreach (var (query, field) in new[] { ("status=lost", "status"), ("limit=0", "limit"), ("statuss=parked", "statuss"), ("cursor=bm90LWEtY3Vyc29y", "cursor"), ("cursor=%3Cscript%3E", "cursor") })
            Assert.Equal(field, Assert.Single((await maya.GetJsonAsync($"/api/webhooks/{id}/deliveries?{query}", 400)).Faults()).Field);
        await maya.PostJsonAsync($"/api/webhooks/{id}/deliveries/{happened[2].Id}/replay", null, 422);
        await maya.PostJsonAsync($"/api/webhooks/{id}/deliveries/none/replay", null, 404);
        await site.LookedAtAsync(id);
        await maya.PostJsonAsync($"/api/webhooks/{id}/deliveries/{happened[1].Id}/replay", null, 202);
    }

    [Fact]
    public async Task A_subscription_that_lags_says_since_when_and_one_that_does_not_answer_says_until_when()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync();
        await site.HappenAsync(2);
        Assert.Equal("delivering", (await maya.GetJsonAsync($"/api/webhooks/{id}"))["health"]!["condition"]!.ToString());
        site.Clock.Now += Duration.FromMinutes(10);
        var late = await maya.GetJsonAsync($"/api/webhooks/{id}");
        Assert.Equal(("behind", 2, "2026-11-24T10:00:00Z"), (late["health"]!["condition"]!.ToString(), (int)late["behind"]!, late["behindSince"]!.ToString()));
        await site.LookedAtAsync(id, new EndpointHealth(6, site.Clock.Now + Duration.FromSeconds(60), site.Clock.Now));
        var dead = (await maya.GetJsonAsync($"/api/webhooks/{id}"))["health"]!;
        Assert.Equal(("not-answering", "open", 6, "2026-11-24T10:11:00Z"), (dead["condition"]!.ToString(), dead["breaker"]!.ToString(), (int)dead["failures"]!, dead["openUntil"]!.ToString()));
    }

    [Fact]
    public async Task The_next_try_is_when_its_receiver_is_next_asked_and_there_is_none_during_a_pause()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync();
        await site.HappenAsync(1);
        await site.LookedAtAsync(id);
        var (deliveries, due) = (site.Get<IDeliveries>(), site.Clock.Now + Duration.FromSeconds(5));
        var held = new HeldEvents { Stream = "s", Position = 1, Since = site.Clock.Now, NextAt = due };
        Assert.True(await deliveries.SaveAsync(new DeliveryChange { Progress = (await deliveries.ProgressAsync(id, default))!, Held = [held] }, default));
        Assert.Equal("2026-11-24T10:00:05Z", (await maya.GetJsonAsync($"/api/webhooks/{id}"))["nextAttemptAt"]!.ToString());

        await site.LookedAtAsync(id, new EndpointHealth(6, due + Duration.FromMinutes(5), site.Clock.Now));
        Assert.Equal("2026-11-24T10:05:05Z", (await maya.GetJsonAsync($"/api/webhooks/{id}"))["nextAttemptAt"]!.ToString());
        Assert.Null((await maya.PostJsonAsync($"/api/webhooks/{id}/pause", null))["nextAttemptAt"]);
    }
}
