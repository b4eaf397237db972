using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Local.Tests.OpenApi;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Web;

public class EventsApiTests
{
    [Fact]
    public async Task A_receiver_fetches_every_event_once_in_order_page_by_page()
    {
        await using var site = await WebhookSite.StartAsync();
        using var app = site.Customer().WithKey(WebhookSite.EventsKey);
        var happened = await site.HappenAsync(25);
        var (ids, cursor, pages) = (new List<string>(), "", 0);
        JsonNode page;
        do
        {
            page = await app.GetJsonAsync($"/api/events?limit=10{cursor}");
            ids.AddRange(page["events"]!.AsArray().Select(e => e!["id"]!.ToString()));
            cursor = $"&after={page["next"]}";
            pages++;
        }
        while ((bool)page["hasMore"]!);
        Assert.Equal(happened.Select(e => e.Id), ids);
        Assert.Equal(3, pages);

        Assert.Empty((await app.GetJsonAsync($"/api/events?limit=10{cursor}"))["events"]!.AsArray());
        var news = Assert.Single(await site.HappenAsync(1, "case.closed"));
        var told = Assert.Single((await app.GetJsonAsync($"/api/events?limit=10{cursor}"))["events"]!.AsArray())!;
        Assert.Equal((news.Id, "case.closed", "2026-11-24T10:00:00Z", 1), (told["id"]!.ToString(), told["type"]!.ToString(), told["timestamp"]!.ToString(), (int)told["data"]!["number"]!));
    }

    [Fact]
    public async Task A_page_that_is_just_full_has_no_more()
    {
        await using var site = await WebhookSite.StartAsync();
        using var app = site.Customer().WithKey(WebhookSite.EventsKey);
        await site.HappenAsync(10);
        Assert.False((bool)(await app.GetJsonAsync("/api/events?limit=10"))["hasMore"]!);
        Assert.True((bool)(await app.GetJsonAsync("/api/events?limit=9"))["hasMore"]!);
        var some = await app.GetJsonAsync("/api/events?limit=10&types=case.closed");
        Assert.Equal((0, false), (some["events"]!.AsArray().Count, (bool)some["hasMore"]!));
    }

    [Fact]
    public async Task A_filter_passes_over_the_rest_and_never_loses_its_place()
    {
        await using var site = await WebhookSite.StartAsync();
        using var app = site.Customer().WithKey(WebhookSite.EventsKey);
        var wanted = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await site.HappenAsync(300, "case.updated");
            wanted.AddRange((await site.HappenAsync(2, "case.closed")).Select(e => e.Id));
        }

        var (ids, cursor) = (new List<string>(), "");
        JsonNode page;
        do
        {
            page = await app.GetJsonAsync($"/api/events?limit=3&types=case.closed,case.reopened{cursor}");
            ids.AddRange(page["events"]!.AsArray().Select(e => e!["id"]!.ToString()));
            cursor = $"&after={page["next"]}";
        }
        while ((bool)page["hasMore"]!);
        Assert.Equal(wanted, ids);
    }

    [Fact]
    public async Task Whoever_was_away_for_too_long_is_told_that_events_were_missed()
    {
        await using var site = await WebhookSite.StartAsync();
        using var app = site.Customer().WithKey(WebhookSite.EventsKey);
        var log = site.Get<IEventLog>();
        await site.HappenAsync(2);
        var cursor = (await app.GetJsonAsync("/api/events?limit=1"))["next"]!.ToString();
        var end = (await app.GetJsonAsync("/api/events"))["next"]!.ToString();
        site.Clock.Now += Duration.FromDays(36);
        Assert.Single((await app.GetJsonAsync($"/api/events?after={cursor}"))["events"]!.AsArray());
        var news = await site.HappenAsync(3);
        await log.ForgetAsync(site.Clock.Now - Duration.FromDays(35), 100, default);

        var gone = await app.GetJsonAsync($"/api/events?after={cursor}", 410);
        using var described = await app.GetAsync($"/api/events?after={cursor}");
        await ApiDescription.AssertDescribedAsync(app, "listEvents", described);
        Assert.EndsWith("cursor-too-old", gone["type"]!.ToString(), StringComparison.Ordinal);
        var caught = await app.GetJsonAsync($"/api/events?after={gone["oldest"]}");
        Assert.Equal(news.Select(e => e.Id), caught["events"]!.AsArray().Select(e => e!["id"]!.ToString()));
        // Whoever had read all that was forgotten has missed nothing, however long ago.
        Assert.Equal(3, (await app.GetJsonAsync($"/api/events?after={end}"))["events"]!.AsArray().Count);
    }

    [Fact]
    public async Task Whoever_asks_every_week_is_never_sent_back_though_little_happens()
    {
        await using var site = await WebhookSite.StartAsync();
        using var app = site.Customer().WithKey(WebhookSite.EventsKey);
        await site.HappenAsync(1);
        var cursor = (await app.GetJsonAsync("/api/events"))["next"]!.ToString();
        for (var week = 0; week < 10; week++)
        {
            site.Clock.Now += Duration.FromDays(7);
            await site.Get<IEventLog>().ForgetAsync(site.Clock.Now - Duration.FromDays(35), 100, default);
            cursor = (await app.GetJsonAsync($"/api/events?after={cursor}"))["next"]!.ToString();
        }
    }

    [Theory]
    [InlineData("after=nothing", "after")]
    [InlineData("after=MS45OTkuMTc2NDAwMDAwMA", "after")] // Position 999: ahead of all.
    [InlineData("after=%27%3B--", "after")]
    [InlineData("after=MS4tMS4w", "after")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("types=case.resolvd", "types")]
    [InlineData("type=case.resolved", "type")]
    public async Task A_question_that_makes_no_sense_is_named(string query, string field)
    {
        await using var site = await WebhookSite.StartAsync();
        using var app = site.Customer().WithKey(WebhookSite.EventsKey);
        Assert.Equal(field, Assert.Single((await app.GetJsonAsync($"/api/events?{query}", 400)).Faults()).Field);
    }

    [Fact]
    public async Task Events_are_for_the_events_key_and_for_staff()
    {
        await using var site = await WebhookSite.StartAsync();
        await site.HappenAsync(1);
        using var agent = site.Staff("maya-okafor");
        using var answer = await agent.GetAsync("/api/events");
        Assert.Equal("no-store", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Null(answer.Headers.ETag);
        using var stranger = site.Customer();
        await stranger.GetJsonAsync("/api/events", 401);
        using var guessing = site.Customer().WithKey("a-key-for-events-alon");
        await guessing.GetJsonAsync("/api/events", 401);
        using var app = site.Customer().WithKey(WebhookSite.EventsKey);
        foreach (var elsewhere in (string[])["/api/cases", "/api/webhooks", "/api/reports/summary", "/api/parked", "/api/incidents"])
            await app.GetJsonAsync(elsewhere, 401);
    }

    [Fact]
    public async Task Without_an_events_key_no_key_at_all_is_good()
    {
        await using var site = await WebhookSite.StartAsync(s => s.AddSingleton(new WebhookSettings { EventsKey = "" }));
        using var nothing = site.Customer();
        nothing.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer ");
        await nothing.GetJsonAsync("/api/events", 401);
        using var staff = site.Staff();
        await staff.GetJsonAsync("/api/events");
    }

    [Fact]
    public async Task The_catalogue_is_for_everybody_with_a_schema_and_an_example_of_each()
    {
        await using var site = await WebhookSite.StartAsync();
        using var anybody = site.Customer();
        var types = (await anybody.GetJsonAsync("/api/events/types"))["types"]!.AsArray();
        Assert.Contains("webhook.test", types.Select(t => t!["type"]!.ToString()));
        Assert.All(types, t => Assert.Equal(t!["type"]!.ToString(), t["example"]!["type"]!.ToString()));
        Assert.All(types, t => Assert.NotNull(t!["schema"]!["type"]));
    }
}
