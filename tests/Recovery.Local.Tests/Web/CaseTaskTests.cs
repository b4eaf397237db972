using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Recovery.Cases;

namespace Recovery.Local.Tests.Web;

/// <summary>What a channel leaves to a person, done from the page of the case.</summary>
public class CaseTaskTests
{
    private const string Mail = "/api/intake/email/mime";

    [Fact]
    public async Task Somebody_listens_to_a_call_and_the_page_names_the_customer_whom_they_heard()
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();
        using var maya = await ConsoleTests.MayaAsync(site);
        const string words = "Speaker 1: Good morning to you.\nSpeaker 2: And to you, what a day.\nSpeaker 1: Indeed.\nSpeaker 2: Well then.\n";
        var id = IdOf(await service.TellAsync("/api/intake/calls/text?callId=c-1&from=%2B442079460000", ChannelSite.Body(Encoding.UTF8.GetBytes(words), "text/plain")));

        var page = await maya.PageAsync(File(id));
        Assert.Contains("Listen to the call first", page, StringComparison.Ordinal);
        Assert.Contains("Nobody can tell which side is the customer", Browser.Text(page), StringComparison.Ordinal);
        var done = await DoAsync(maya, page, id, "confirm-transcript", ("customerSpeaker", "Speaker 2"), ("understood", "The boiler leaks again."));

        Assert.Contains("Maya Okafor listened to it: the customer is Speaker 2.", done, StringComparison.Ordinal);
        Assert.Contains("Customer (Speaker 2)", done, StringComparison.Ordinal);
        Assert.Matches("What was understood\\s+The boiler leaks again\\.", done);
        foreach (var over in (string[])["Listen to the call first", "Listen to the recording", "maya-okafor"])
            Assert.DoesNotContain(over, done, StringComparison.Ordinal);
        Assert.Null((await CaseAsync(site, id)).AwaitsListening);
    }

    [Fact]
    public async Task What_no_program_may_send_lies_ready_and_a_person_sends_it()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        using var maya = await ConsoleTests.MayaAsync(site);
        var id = IdOf(await server.TellAsync(Mail, Letter("tent-1", "Auto-Submitted: auto-replied\n")));

        var page = await maya.PageAsync(File(id));
        var ready = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page).QuerySelector(".task textarea")!.TextContent;
        var done = await DoAsync(maya, page, id, "message", ("text", ready));

        var sent = Assert.Single((await site.Cases.HistoryAsync(id, default)).OfType<MessageWritten>());
        Assert.Equal(MessageKind.Message, sent.Kind);
        Assert.True(sent.Body.Split("{status-link}").Length == 2, sent.Body + "\n=====\n" + ready);
        Assert.Equal(1, sent.Body.Split("Kind regards").Length - 1);
        Assert.Contains("rained in all night", sent.Body, StringComparison.Ordinal);
        Assert.Empty((await CaseAsync(site, id)).Withheld);
        Assert.DoesNotContain("Send this yourself", done, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("keep-apart")]
    public async Task A_suspicion_is_settled_with_one_button(string command)
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        using var maya = await ConsoleTests.MayaAsync(site);
        var first = IdOf(await server.TellAsync(Mail, Letter("tent-1")));
        var second = IdOf(await server.TellAsync(Mail, Letter("tent-2")));
        var reference = (await CaseAsync(site, first)).Reference;

        var page = await maya.PageAsync(File(second));
        Assert.Contains($"Perhaps the same as <a href=\"/console/cases/{first}\">{reference}</a>", page, StringComparison.Ordinal);
        var done = await DoAsync(maya, page, second, command);

        Assert.DoesNotContain("Perhaps the same as RC-", done.Split("Timeline")[0], StringComparison.Ordinal);
        Assert.Empty((await CaseAsync(site, second)).Suspects);
        Assert.Equal(command == "merge" ? first : null, (await CaseAsync(site, second)).MergedInto?.Case);
        Assert.Equal(command == "merge", Regex.IsMatch(done, $@"This complaint goes on in\s+{reference}", RegexOptions.None, TimeSpan.FromSeconds(5)));
        // From the case that it joined, back to where its own timeline is.
        Assert.Equal(command == "merge", (await maya.PageAsync(File(first))).Contains($"<a href=\"/console/cases/{second}\">Open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_public_reply_leads_to_the_private_page_never_to_the_case_and_is_marked_as_posted()
    {
        await using var site = await ChannelSite.StartAsync();
        using var watcher = site.Customer();
        using var maya = await ConsoleTests.MayaAsync(site);
        var id = IdOf(await watcher.TellAsync("/api/intake/reviews", ReviewTests.Review("Never again.", 1), 202));

        var page = await maya.PageAsync(File(id));
        var draft = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page).QuerySelector(".task textarea")!.TextContent;
        var done = await DoAsync(maya, page, id, "post-public-reply", ("text", draft));

        Assert.Contains($"/reviews/{site.Tokens.Claim(id)}", draft, StringComparison.Ordinal);
        foreach (var hidden in (string[])["/status/", "/console/", (await CaseAsync(site, id)).Reference, "{private-link}"])
            Assert.DoesNotContain(hidden, draft, StringComparison.Ordinal);
        Assert.True((await CaseAsync(site, id)).PublicReply!.Posted);
        Assert.DoesNotContain("Reply in public", done, StringComparison.Ordinal);
        Assert.Contains("Our reply in public", done, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://reviews.example/r/1\" rel=\"noopener", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_of_a_failure_leads_to_its_page_and_who_cannot_be_written_to_is_called()
    {
        await using var site = await ChannelSite.StartAsync();
        using var staff = site.Staff("maya-okafor");
        using var maya = await ConsoleTests.MayaAsync(site);
        await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", new
        {
            what = "some orders were charged twice",
            happenedAt = "2026-11-21T09:00:00Z",
            message = "Our till charged some orders twice.",
            customersCsv = "phone\n+44 7700 900811\n",
        }), 202);
        await ImportTests.RunAsync(site);
        var subject = Assert.Single((await site.Cases.QueryAsync(new CaseQuery { Now = site.Clock.Now }, default)).Cases);

        var page = await maya.PageAsync(File(subject.Id));
        var failure = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page).QuerySelector("a[href^='/console/incidents/']")!;

        Assert.Equal("some orders were charged twice", failure.TextContent);
        Assert.Contains("What we told them", page, StringComparison.Ordinal);
        Assert.Contains("All its cases in the queue", await maya.PageAsync(failure.GetAttribute("href")!), StringComparison.Ordinal);
        // Without an address somebody calls them, and writes down that they did.
        var done = await DoAsync(maya, page, subject.Id, "message", ("text", "I called them and told them."));
        Assert.DoesNotContain("Send this yourself", done, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_else_came_forward_is_one_link_away()
    {
        await using var site = await ChannelSite.StartAsync();
        using var watcher = site.Customer();
        using var maya = await ConsoleTests.MayaAsync(site);
        var id = IdOf(await watcher.TellAsync("/api/intake/reviews", ReviewTests.Review("Never again.", 1), 202));
        var path = $"/reviews/{site.Tokens.Claim(id)}";
        foreach (var name in (string[])["ann", "bob"])
        {
            using var customer = site.Customer();
            (await customer.SendAsync(await customer.PageAsync(path), path, ("text", $"It was me, {name}."), ("email", $"{name}@customer.example"))).Dispose();
        }

        var other = Assert.Single((await CaseAsync(site, id)).Links);

        Assert.Contains($"<a href=\"/console/cases/{other.Case}\">{other.Reference}</a>", await maya.PageAsync(File(id)), StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/console/cases/{id}\">", await maya.PageAsync(File(other.Case)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_odd_about_a_mail_is_told()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        using var maya = await ConsoleTests.MayaAsync(site);
        var id = IdOf(await server.TellAsync(Mail, Letter("tent-1", "Content-Type: text/plain; charset=klingon\n")));

        var odd = Assert.Single((await CaseAsync(site, id)).Complaint.Mail!.Oddities);

        Assert.Contains(odd[1..], Browser.Text(await maya.PageAsync(File(id))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_note_is_there_and_after_two_merges_still_is()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        using var staff = site.Staff("maya-okafor");
        using var maya = await ConsoleTests.MayaAsync(site);
        var first = IdOf(await server.TellAsync(Mail, Letter("tent-1")));
        await server.TellAsync(Mail, ChannelSite.Mail(
            """
            From: Maya Okafor <maya.okafor@fernhill.example>
            To: care@fernhill.example
            Subject: Re: Tent
            Message-ID: <note-1@fernhill.example>
            In-Reply-To: <tent-1@customer.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain; charset=utf-8

            The warehouse says so.
            --b
            Content-Type: text/plain; charset=utf-8
            Content-Disposition: attachment; filename="warehouse.txt"

            Batch 7.
            --b--
            """));
        Assert.Single(Assert.Single((await site.Cases.HistoryAsync(first, default)).OfType<Noted>()).Attachments);
        var second = IdOf(await server.TellAsync(Mail, Letter("tent-2")));
        var third = IdOf(await server.TellAsync(Mail, Letter("tent-3")));
        foreach (var (from, into) in new[] { (first, second), (second, third) })
        {
            using var merged = await staff.PostAsJsonAsync($"/api/cases/{from}/commands/merge", new { into = into.Value });
            Assert.Equal(HttpStatusCode.OK, merged.StatusCode);
        }

        foreach (var id in (CaseId[])[first, second, third])
        {
            var link = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await maya.PageAsync(File(id))).QuerySelector(".files a")!;
            Assert.Equal("warehouse.txt", link.TextContent);
            Assert.Contains("Batch 7.", await maya.PageAsync(link.GetAttribute("href")!), StringComparison.Ordinal);
        }
    }

    private static ByteArrayContent Letter(string id, string headers = "") => ChannelSite.Mail(
        $"From: Ann Other <ann@customer.example>\nTo: care@fernhill.example\nSubject: Tent\nMessage-ID: <{id}@customer.example>\n{headers}\nIt rained in all night, my tent leaks. I want another one. {id}\n");

    private static string File(CaseId id) => $"/console/cases/{id}";

    /// <summary>Posts the first form of the page that does this.</summary>
    /// <returns>What a reader then sees on the page.</returns>
    private static async Task<string> DoAsync(HttpClient staff, string page, CaseId id, string command, params (string, string)[] typed)
    {
        using var answer = await staff.SendAsync(page, $"{File(id)}/commands/{command}", typed);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, Browser.Text(await answer.Content.ReadAsStringAsync()));
        return Browser.Text(await staff.PageAsync(answer.Headers.Location!.ToString()));
    }

    private static async Task<Case> CaseAsync(Site site, CaseId id) => (await site.Cases.LoadAsync(id, default))!;

    private static CaseId IdOf(JsonNode told)
    {
        Assert.True(CaseId.TryParse(told["caseId"]!.ToString(), out var id));
        return id;
    }
}
