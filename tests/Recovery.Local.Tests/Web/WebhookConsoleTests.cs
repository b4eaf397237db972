using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Web;

public class WebhookConsoleTests
{
    private const string Script = "<script>alert('x')</script>";

    [Fact]
    public async Task Somebody_adds_a_subscription_by_the_form_and_sees_its_secret_once()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var list = await maya.PageAsync("/console/webhooks");
        Assert.Contains("Nobody is told yet", list, StringComparison.Ordinal);
        (string, string)[] typed = [("url", WebhookSite.Receiver), ("name", "CRM"), ("type.case.closed", "on"), ("type.case.resolved", "on"), ("envelope", "standard"), ("signing", "v1")];
        using var added = await maya.SendAsync(list, "/console/webhooks", typed);
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        var page = Parsed(await added.Content.ReadAsStringAsync());
        Assert.StartsWith("whsec_", page.QuerySelector("#secret")!.TextContent, StringComparison.Ordinal);
        var subscription = Assert.Single(await site.Get<ISubscriptions>().ListAsync(default));
        Assert.Equal("case.resolved, case.closed", string.Join(", ", subscription.Types));

        using var again = await maya.SendAsync(list, "/console/webhooks", typed);
        Assert.Equal($"/console/webhooks/{subscription.Id}", again.Headers.Location!.ToString());
        Assert.DoesNotContain("whsec_", await maya.PageAsync($"/console/webhooks/{subscription.Id}"), StringComparison.Ordinal);
        Assert.Single(await site.Get<ISubscriptions>().ListAsync(default));
        Assert.Contains("Delivering", await maya.PageAsync("/console/webhooks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_stands_by_its_field_with_all_that_was_typed()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        using var answer = await maya.SendAsync(
            await maya.PageAsync("/console/webhooks"), "/console/webhooks", ("url", "https://169.254.169.254/"), ("name", ""), ("type.case.closed", "on"), ("owner", "me"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = Parsed(await answer.Content.ReadAsStringAsync());
        Assert.Equal(3, page.QuerySelectorAll("#faults li").Length);
        Assert.Equal("https://169.254.169.254/", ((IHtmlInputElement)page.QuerySelector("#url")!).Value);
        Assert.True(((IHtmlInputElement)page.QuerySelector("#type-case-closed")!).IsChecked);
        Assert.All(page.QuerySelectorAll("#faults a"), a => Assert.NotNull(page.QuerySelector(a.GetAttribute("href")!)));
        Assert.Empty(await site.Get<ISubscriptions>().ListAsync(default));
    }

    [Fact]
    public async Task Each_button_does_what_it_says_and_says_what_it_did()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var (id, _) = await site.SubscribeAsync();
        var path = $"/console/webhooks/{id}";
        async Task<string> PressAsync(string action, string said, params (string, string)[] typed)
        {
            using var answer = await maya.SendAsync(await maya.PageAsync(path), $"{path}/{action}", typed);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            var page = await maya.PageAsync(answer.Headers.Location!.ToString());
            Assert.Contains(said, Browser.Text(page), StringComparison.Ordinal);
            return page;
        }

        await PressAsync("pause", "It is paused.", ("reason", "The CRM moves house."));
        Assert.Contains("The CRM moves house.", await maya.PageAsync(path), StringComparison.Ordinal);
        await PressAsync("resume", "It is resumed.");
        site.Get<ScriptedReceiver>().Answer = new SendResult(503, null, Duration.FromMilliseconds(17), null, Script);
        var tested = await PressAsync("test", "The test did not get through. Answered 503, after 17 ms.");
        Assert.DoesNotContain(Script, tested, StringComparison.Ordinal);
        Assert.Contains(Script, Browser.Text(tested), StringComparison.Ordinal);
        await PressAsync("replay", "There was nothing to deliver again.", ("from", "2026-11-24T08:00"), ("to", "2026-11-24T09:00"), ("only", "all"));
        await PressAsync("change", "The subscription was changed.", ("version", "3"), ("url", "https://crm.example.org/new"), ("name", "The new CRM"));
        Assert.Equal("The new CRM", (await site.Get<ISubscriptions>().FindAsync(id, default))!.Name);

        using var rotated = await maya.SendAsync(await maya.PageAsync(path), $"{path}/rotate", ("overlapHours", "5"));
        Assert.Contains("whsec_", await rotated.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, (await site.Get<ISubscriptions>().FindAsync(id, default))!.Keys.Length);
        using var unsure = await maya.SendAsync(await maya.PageAsync(path), $"{path}/remove");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsure.StatusCode);
        using var removed = await maya.SendAsync(await maya.PageAsync(path), $"{path}/remove", ("sure", "on"));
        Assert.Contains("was removed", await maya.PageAsync(removed.Headers.Location!.ToString()), StringComparison.Ordinal);
        await maya.PageAsync(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_who_change_it_at_once_are_told_and_lose_nothing()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var (id, _) = await site.SubscribeAsync();
        var (path, seen) = ($"/console/webhooks/{id}", await maya.PageAsync($"/console/webhooks/{id}"));
        using var first = await maya.SendAsync(seen, $"{path}/change", ("url", WebhookSite.Receiver), ("name", "First"));
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        using var second = await maya.SendAsync(seen, $"{path}/change", ("url", WebhookSite.Receiver), ("name", "Second"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var page = Parsed(await second.Content.ReadAsStringAsync());
        Assert.Contains("Somebody was quicker", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Second", ((IHtmlInputElement)page.QuerySelector("#change-name")!).Value);
        Assert.Equal("First", (await site.Get<ISubscriptions>().FindAsync(id, default))!.Name);
    }

    [Fact]
    public async Task A_parked_delivery_shows_from_every_page_and_is_sent_again_by_a_button()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var (id, _) = await site.SubscribeAsync();
        var (path, happened) = ($"/console/webhooks/{id}", await site.HappenAsync(1));
        await site.LookedAtAsync(id);
        Assert.DoesNotContain("need somebody", await maya.PageAsync("/console"), StringComparison.Ordinal);
        await site.RecordAsync(id, happened[0], DeliveryStatus.Parked, site.Answered(400, Script), "10 tries failed.");
        site.Clock.Now += Duration.FromMinutes(1);
        Assert.Contains("<span class=\"count\">1<span class=\"away\"> need somebody", await maya.PageAsync("/console"), StringComparison.Ordinal);

        var parked = await maya.PageAsync($"{path}?status=parked");
        Assert.DoesNotContain(Script, parked, StringComparison.Ordinal);
        var text = Browser.Text(parked);
        foreach (var told in (string[])["10 tries failed.", "Answered 400", "35 ms", Script])
            Assert.Contains(told, text, StringComparison.Ordinal);
        using var again = await maya.SendAsync(parked, $"{path}/deliveries/{happened[0].Id}/replay");
        Assert.Equal($"{path}?done=replaying", again.Headers.Location!.ToString());
        Assert.Single((await site.Get<IDeliveries>().ProgressAsync(id, default))!.Replays);
        site.Clock.Now += Duration.FromDays(8);
        Assert.DoesNotContain("need somebody", Browser.Text(await maya.PageAsync("/console")), StringComparison.Ordinal);
    }

    /// <summary>As by the browser's way back, on which the page is the same one.</summary>
    [Fact]
    public async Task Two_deliveries_of_one_page_are_both_sent_again_and_a_second_click_is_not()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var (id, _) = await site.SubscribeAsync();
        var (path, happened) = ($"/console/webhooks/{id}", await site.HappenAsync(2));
        await site.LookedAtAsync(id);
        foreach (var one in happened)
            await site.RecordAsync(id, one, DeliveryStatus.Parked, site.Answered(400));
        var page = await maya.PageAsync(path);
        foreach (var one in (string[])[happened[0].Id, happened[1].Id, happened[0].Id])
        {
            using var again = await maya.SendAsync(page, $"{path}/deliveries/{one}/replay");
            Assert.Equal($"{path}?done=replaying", again.Headers.Location!.ToString());
        }

        Assert.Equal([1L, 2L], (await site.Get<IDeliveries>().ProgressAsync(id, default))!.Replays.Select(r => r.Until));
    }

    /// <summary>An address with the id of another event in it says nothing of a test, and one not tried yet harms nothing.</summary>
    [Fact]
    public async Task Only_a_test_is_told_of_as_one()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var (id, _) = await site.SubscribeAsync();
        var happened = await site.HappenAsync(2);
        await site.RecordAsync(id, happened[0], DeliveryStatus.Waiting, site.Answered(500));
        await site.RecordAsync(id, happened[1], DeliveryStatus.Waiting);
        foreach (var other in (string[])[happened[0].Id, happened[1].Id, "none"])
            Assert.DoesNotContain("The test", await maya.PageAsync($"/console/webhooks/{id}?done=tested&event={other}"), StringComparison.Ordinal);
    }

    /// <summary>A test that failed is known to whoever asked for it, and needs nobody else.</summary>
    [Fact]
    public async Task A_test_that_fails_is_no_alarm()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var (id, _) = await site.SubscribeAsync();
        site.Get<ScriptedReceiver>().Answer = new SendResult(500, null, Duration.Zero, null, "");
        using var staff = site.Staff();
        await staff.PostJsonAsync($"/api/webhooks/{id}/test", null);
        Assert.DoesNotContain("need somebody", Browser.Text(await maya.PageAsync("/console")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_in_words_how_each_does()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var subscriptions = site.Get<ISubscriptions>();
        async Task<string> NewAsync(string name) => (await site.SubscribeAsync(new { name })).Id;
        async Task TurnAsync(string id, SubscriptionState state) => await subscriptions.SaveAsync((await subscriptions.FindAsync(id, default))! with { State = state }, default);
        await TurnAsync(await NewAsync("Moving"), SubscriptionState.Paused);
        await TurnAsync(await NewAsync("Gone"), SubscriptionState.Disabled);
        await site.HappenAsync(1);
        site.Clock.Now += Duration.FromMinutes(5);
        var dead = await NewAsync(Script);
        await site.LookedAtAsync(dead, new EndpointHealth(5, site.Clock.Now + Duration.FromMinutes(2), site.Clock.Now));
        var page = await maya.PageAsync("/console/webhooks");
        Assert.DoesNotContain(Script, page, StringComparison.Ordinal);
        var text = Browser.Text(page);
        foreach (var told in (string[])["Paused", "Disabled by the receiver", "Not answering, next try Tue 24 Nov 2026, 10:07", Script, "1 event not looked at yet"])
            Assert.Contains(told, text, StringComparison.Ordinal);

        var (late, _) = await site.SubscribeAsync(new { name = "Late" });
        await site.HappenAsync(1);
        site.Clock.Now += Duration.FromMinutes(5);
        Assert.Contains("Behind since Tue 24 Nov 2026, 10:05", Browser.Text(await maya.PageAsync($"/console/webhooks/{late}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_fetched_by_itself_and_may_ask_nobody_but_the_site()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await MayAsync(site);
        var (id, _) = await site.SubscribeAsync();
        using var page = await maya.GetAsync($"/console/webhooks/{id}");
        Assert.EndsWith("; connect-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotMatch("<[^>]+\\s(style|on[a-z]+)=", html);
        using var script = await maya.GetAsync(Parsed(html).QuerySelector("script")!.GetAttribute("src"));
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);

        var before = Mark(await maya.PageAsync($"/console/webhooks/{id}/deliveries"));
        Assert.Equal(before, Mark(await maya.PageAsync($"/console/webhooks/{id}/deliveries")));
        await site.RecordAsync(id, (await site.HappenAsync(1))[0], DeliveryStatus.Delivered, site.Answered(200));
        var after = await maya.PageAsync($"/console/webhooks/{id}/deliveries");
        Assert.NotEqual(before, Mark(after));
        Assert.DoesNotContain("<html", after, StringComparison.OrdinalIgnoreCase);
        await maya.PageAsync("/console/webhooks/wh_none/deliveries", HttpStatusCode.NotFound);
        using var stranger = site.Customer();
        await stranger.PageAsync($"/console/webhooks/{id}/deliveries", HttpStatusCode.SeeOther);

        string Mark(string fragment) => Parsed(fragment).QuerySelector("#log")!.GetAttribute("data-mark")!;
    }

    /// <summary>By the policy Maya is an agent.</summary>
    [Fact]
    public async Task Who_may_not_change_sees_no_form_and_a_form_sent_anyway_does_nothing()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = await ConsoleTests.MayaAsync(site);
        var (id, _) = await site.SubscribeAsync();
        var page = await maya.PageAsync($"/console/webhooks/{id}");
        Assert.DoesNotContain($"/console/webhooks/{id}/", page.Replace("data-live", "", StringComparison.Ordinal).Replace($"/console/webhooks/{id}/deliveries\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Add a subscription", await maya.PageAsync("/console/webhooks"), StringComparison.Ordinal);
        using var forged = await maya.PostAsync($"/console/webhooks/{id}/remove", new FormUrlEncodedContent([KeyValuePair.Create("sure", "on")]));
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var may = await MayAsync(site);
        using var unproved = await may.PostAsync($"/console/webhooks/{id}/remove", new FormUrlEncodedContent([KeyValuePair.Create("sure", "on")]));
        Assert.Equal(HttpStatusCode.BadRequest, unproved.StatusCode);
        using var unknown = await may.PostAsync($"/console/webhooks/{id}/explode", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Single(await site.Get<ISubscriptions>().ListAsync(default));
    }

    /// <summary>Somebody who signed in by the token in nobody's name.</summary>
    private static async Task<HttpClient> MayAsync(Site site)
    {
        var client = site.Customer();
        using var signed = await client.SendAsync(await client.PageAsync("/console/sign-in"), "/console/sign-in", ("name", "Sam"), ("token", Site.Token));
        Assert.Equal(HttpStatusCode.SeeOther, signed.StatusCode);
        return client;
    }

    private static IHtmlDocument Parsed(string html) => new HtmlParser().ParseDocument(html);
}
