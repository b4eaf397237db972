using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Intake;
using Recovery.Intake.Calls;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

public class ParkedTests
{
    private const string Hostile = "</pre><script>alert('x')</script> & \"Zoë\" 😀";

    private static readonly Instant s_at = Instant.FromUtc(2026, 11, 24, 8, 0);

    [Fact]
    public async Task The_list_tells_of_each_where_it_came_from_and_why_it_is_here()
    {
        await using var site = await StartAsync(new MemoryParked(Message(1) with { Body = Hostile + new string('x', 400) }, Message(2)));
        using var maya = await MayaAsync(site);

        var page = await maya.PageAsync("/console/parked");

        var text = Browser.Text(page);
        foreach (var part in (string[])["complaint-calls", "It is no call record (1).", "It is no call record (2).", "2 hours ago", "xxx…"])
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/console/parked/m-1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("rel=\"next\"", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/console/parked\" aria-current=\"page\">Parked</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_goes_on_over_pages()
    {
        await using var site = await StartAsync(new MemoryParked([.. Enumerable.Range(0, 101).Select(n => Message(n) with { ParkedAt = s_at - Duration.FromMinutes(n) })]));
        using var maya = await MayaAsync(site);
        var seen = new List<string>();
        for (var path = "/console/parked"; ;)
        {
            var page = await maya.PageAsync(path);
            seen.AddRange(page.Split("href=\"/console/parked/").Skip(1).Select(p => p.Split('"')[0]));
            if (!page.Contains("rel=\"next\"", StringComparison.Ordinal))
                break;
            path = "/console/parked?after=" + page.Split("/console/parked?after=")[1].Split('"')[0];
        }

        Assert.Equal(Enumerable.Range(0, 101).Select(n => $"m-{n}"), seen);
    }

    [Fact]
    public async Task The_list_goes_on_although_the_last_of_a_page_was_dealt_with_meanwhile()
    {
        var parked = new MemoryParked([.. Enumerable.Range(0, 60).Select(n => Message(n) with { ParkedAt = s_at - Duration.FromMinutes(n) })]);
        await using var site = await StartAsync(parked);
        using var maya = await MayaAsync(site);
        using var api = site.Staff();
        var next = "/console/parked?after=" + (await maya.PageAsync("/console/parked")).Split("/console/parked?after=")[1].Split('"')[0];
        using var first = await api.GetAsync("/api/parked?limit=50");
        var after = (await CaseApiTests.JsonAsync(first))["next"]!.ToString();

        await parked.DismissAsync("m-49", default);

        var page = await maya.PageAsync(next);
        Assert.Equal(Enumerable.Range(50, 10).Select(n => $"m-{n}"), page.Split("href=\"/console/parked/").Skip(1).Select(p => p.Split('"')[0]));
        using var second = await api.GetAsync($"/api/parked?limit=50&after={after}");
        Assert.Equal(Enumerable.Range(50, 10).Select(n => $"m-{n}"), (await CaseApiTests.JsonAsync(second))["parked"]!.AsArray().Select(m => m!["id"]!.ToString()));
    }

    [Theory]
    [InlineData("m-1")]
    [InlineData("%C3%BC")]
    [InlineData("bm90aGluZw")]
    public async Task A_place_that_was_never_given_out_is_refused(string after)
    {
        await using var site = await StartAsync(new MemoryParked(Message(1)));
        using var api = site.Staff();
        using var refused = await api.GetAsync($"/api/parked?after={after}");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var maya = await MayaAsync(site);
        await maya.PageAsync($"/console/parked?after={after}", HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task The_whole_of_it_is_shown_as_text()
    {
        var body = Hostile + "\n" + new string('y', 100_000) + "the end";
        await using var site = await StartAsync(new MemoryParked(Message(1) with { Body = body }));
        using var maya = await MayaAsync(site);

        var page = await maya.PageAsync("/console/parked/m-1");

        Assert.Contains("alert('x')</script> & \"Zoë\" 😀", Browser.Text(page), StringComparison.Ordinal);
        Assert.Contains("the end</pre>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        await maya.PageAsync("/console/parked/m-9", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Put_back_it_leaves_the_list_and_a_second_click_does_nothing_more()
    {
        var parked = new MemoryParked(Message(1), Message(2));
        await using var site = await StartAsync(parked);
        using var maya = await MayaAsync(site);
        var page = await maya.PageAsync("/console/parked/m-1");

        using var first = await maya.SendAsync(page, "/console/parked/m-1/retry");
        using var second = await maya.SendAsync(page, "/console/parked/m-1/retry");

        Assert.Equal("/console/parked?done=retried", first.Headers.Location!.ToString());
        Assert.Equal("/console/parked?done=gone", second.Headers.Location!.ToString());
        Assert.Equal("m-1", Assert.Single(parked.Retried).Id);
        var list = await maya.PageAsync("/console/parked?done=retried");
        Assert.Contains("It was put back", list, StringComparison.Ordinal);
        Assert.DoesNotContain("m-1", list, StringComparison.Ordinal);
        Assert.Contains("somebody has dealt with it", await maya.PageAsync("/console/parked?done=gone"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dismissed_it_is_gone_and_was_not_tried()
    {
        var parked = new MemoryParked(Message(1));
        await using var site = await StartAsync(parked);
        using var maya = await MayaAsync(site);

        using var answer = await maya.SendAsync(await maya.PageAsync("/console/parked/m-1"), "/console/parked/m-1/dismiss");

        Assert.Equal("/console/parked?done=dismissed", answer.Headers.Location!.ToString());
        Assert.Empty(parked.Retried);
        Assert.Contains("Nothing is parked", await maya.PageAsync("/console/parked"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_go_back_stays_and_says_why()
    {
        await using var site = await StartAsync(new MemoryParked(Message(1)) { Refusal = "It is longer than the 48 KB that a queue takes." });
        using var maya = await MayaAsync(site);

        using var answer = await maya.SendAsync(await maya.PageAsync("/console/parked/m-1"), "/console/parked/m-1/retry");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("It was not put back. It is longer than the 48 KB that a queue takes.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var api = site.Staff();
        using var problem = await api.PostAsync("/api/parked/m-1/retry", null);
        Assert.Equal("urn:recovery:problem:not-retriable", (await CaseApiTests.JsonAsync(problem))["type"]!.ToString());
    }

    [Theory]
    [InlineData("email/postmark", "mail by Postmark")]
    [InlineData("email/graph", "mail by Microsoft Graph")]
    [InlineData("email/mime", "mail as a mail server has it")]
    [InlineData("calls/twilio", "call, Twilio's format")]
    [InlineData("calls/acs", "call, Azure Communication Services' format")]
    [InlineData("calls/text", "call, written down as plain text")]
    [InlineData("reviews", "review")]
    [InlineData("complaint-emails", "queue complaint-emails")]
    public void Where_it_came_from_is_said_in_words(string source, string words) => Assert.Equal(words, ParkedSource.InWords(source));

    [Fact]
    public void Every_provider_and_format_has_its_name()
    {
        foreach (var source in MailReading.Providers.Select(p => $"email/{p}").Concat(CallTranscripts.Formats.Select(f => $"calls/{f}")))
            Assert.DoesNotMatch($"\\b{source.Split('/')[1]}\\b", ParkedSource.InWords(source).Replace("plain text", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_came_over_HTTP_is_shown_by_its_size_given_out_whole_and_tried_again()
    {
        await using var site = await ChannelSite.StartAsync();
        using var program = site.Customer();
        using var maya = await MayaAsync(site);
        // The start of a call in the future is a fault today, and none tomorrow.
        var call = System.Text.Encoding.UTF8.GetBytes($"Agent: Hello.\nCustomer: My kettle is broken. {new string('x', 30_000)}\n");
        await program.TellAsync("/api/intake/calls/text?callId=c-1&startedAt=2026-11-26T10:00:00Z", ChannelSite.Body(call, "text/plain"), 422);
        var id = (await site.ParkedAsync()).Id;

        var page = await maya.PageAsync($"/console/parked/{id}");
        foreach (var told in (string[])["Call, written down as plain text", "30 KB", "How it begins", "callId=c-1"])
            Assert.Contains(told, Browser.Text(page), StringComparison.Ordinal);
        Assert.Equal(call, System.Text.Encoding.UTF8.GetBytes(await maya.PageAsync($"/console/parked/{id}?download")));

        using var still = await maya.SendAsync(page, $"/console/parked/{id}/retry");
        var refused = Browser.Text(await still.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, still.StatusCode);
        Assert.Matches("It was not put back\\. It still cannot be taken: startedAt: .*future", refused);

        site.Clock.Now += Duration.FromDays(3);
        using var again = await maya.SendAsync(await maya.PageAsync($"/console/parked/{id}"), $"/console/parked/{id}/retry");
        Assert.Equal("/console/parked?done=retried", again.Headers.Location!.ToString());
        Assert.Contains("Nothing is parked", await maya.PageAsync("/console/parked"), StringComparison.Ordinal);
        Assert.Equal("c-1", (await site.Cases.LoadAsync(Assert.Single((await site.Cases.QueryAsync(new() { Now = site.Clock.Now }, default)).Cases).Id, default))!.Complaint.Call!.CallId);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("dismiss")]
    public async Task Without_the_pages_proof_nothing_is_done(string action)
    {
        var parked = new MemoryParked(Message(1));
        await using var site = await StartAsync(parked);
        using var maya = await MayaAsync(site);

        using var answer = await maya.PostAsync($"/console/parked/m-1/{action}", new FormUrlEncodedContent([KeyValuePair.Create("x", "y")]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(parked.Retried);
        await maya.PageAsync("/console/parked/m-1");
    }

    [Fact]
    public async Task A_host_that_parks_nothing_says_so()
    {
        await using var site = await Site.StartAsync();
        using var maya = await MayaAsync(site);
        foreach (var path in (string[])["/console/parked", "/console/parked/m-1"])
            Assert.Contains("Nothing is ever parked here", await maya.PageAsync(path), StringComparison.Ordinal);
        Assert.DoesNotContain("/console/parked", await maya.PageAsync("/console"), StringComparison.Ordinal);

        using var api = site.Staff();
        Assert.Equal("""{"parked":[]}""", await api.PageAsync("/api/parked"));
        await api.PageAsync("/api/parked/m-1", HttpStatusCode.NotFound);
        using var retried = await api.PostAsync("/api/parked/m-1/retry", null);
        Assert.Equal(HttpStatusCode.NotFound, retried.StatusCode);
    }

    [Fact]
    public async Task A_program_reads_retries_and_dismisses()
    {
        var parked = new MemoryParked(Message(1) with { Body = new string('x', 1_000) }, Message(2) with { ParkedAt = s_at - Duration.FromHours(1) });
        await using var site = await StartAsync(parked);
        using var api = site.Staff();

        using var first = await api.GetAsync("/api/parked?limit=1");
        var page = await CaseApiTests.JsonAsync(first);
        var line = Assert.Single(page["parked"]!.AsArray())!;
        Assert.Equal(("m-1", "complaint-calls", "2026-11-24T08:00:00Z", 300), (line["id"]!.ToString(), line["source"]!.ToString(), line["parkedAt"]!.ToString(), line["start"]!.ToString().Length));
        using var second = await api.GetAsync($"/api/parked?after={page["next"]}");
        Assert.Equal("m-2", Assert.Single((await CaseApiTests.JsonAsync(second))["parked"]!.AsArray())!["id"]!.ToString());
        using var whole = await api.GetAsync("/api/parked/m-1");
        Assert.Equal(1_000, (await CaseApiTests.JsonAsync(whole))["body"]!.ToString().Length);

        foreach (var (path, status) in (IEnumerable<(string, HttpStatusCode)>)[("m-1/retry", HttpStatusCode.NoContent), ("m-1/retry", HttpStatusCode.NotFound), ("m-2/dismiss", HttpStatusCode.NoContent), ("m-2/dismiss", HttpStatusCode.NotFound)])
        {
            using var answer = await api.PostAsync($"/api/parked/{path}", null);
            Assert.Equal(status, answer.StatusCode);
        }

        Assert.Equal("m-1", Assert.Single(parked.Retried).Id);
        using var wrong = await api.GetAsync("/api/parked?limit=0&page=2");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Nobody_but_staff_sees_or_touches_it()
    {
        var parked = new MemoryParked(Message(1));
        await using var site = await StartAsync(parked);
        using var nobody = site.Customer();
        foreach (var path in (string[])["/api/parked", "/api/parked/m-1"])
            await nobody.PageAsync(path, HttpStatusCode.Unauthorized);
        foreach (var path in (string[])["/console/parked", "/console/parked/m-1"])
            await nobody.PageAsync(path, HttpStatusCode.SeeOther);
        foreach (var path in (string[])["/api/parked/m-1/dismiss", "/console/parked/m-1/dismiss"])
        {
            using var answer = await nobody.PostAsync(path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var ridden = site.Staff();
        ridden.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var refused = await ridden.PostAsync("/api/parked/m-1/dismiss", null);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.NotNull(await parked.FindAsync("m-1", default));
    }

    [Fact]
    public async Task Its_pages_carry_the_headers_and_no_inline_script_or_style()
    {
        await using var site = await StartAsync(new MemoryParked(Message(1)));
        using var maya = await MayaAsync(site);
        foreach (var path in (string[])["/console/parked", "/console/parked/m-1"])
        {
            using var answer = await maya.GetAsync(path);
            Assert.Equal(SecurityHeaders.Pages, answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.DoesNotMatch("<script|<style|<[^>]+\\s(style|on[a-z]+)=", await answer.Content.ReadAsStringAsync());
        }
    }

    private static ParkedMessage Message(int number) => new($"m-{number}", "complaint-calls", $"It is no call record ({number}).", "{}", s_at);

    private static Task<Site> StartAsync(MemoryParked parked) => Site.StartAsync(with: services => services.AddSingleton<IParkedMessages>(parked));

    private static async Task<HttpClient> MayaAsync(Site site)
    {
        var client = site.Customer();
        await SignInTests.SignInAsync(client);
        return client;
    }
}
