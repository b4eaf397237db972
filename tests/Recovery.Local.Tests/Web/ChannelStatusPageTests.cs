using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Recovery.Cases;

namespace Recovery.Local.Tests.Web;

/// <summary>The customer's page of a case that no form brought: what is theirs to read, and nothing else.</summary>
public class ChannelStatusPageTests
{
    private const string Mail = "/api/intake/email/mime";

    private const string Tent =
        """
        From: Ann Other <ann@customer.example>
        To: care@fernhill.example
        Subject: My tent leaks
        Message-ID: <tent-1@customer.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8

        It rained in all night. I want another one.
        --b
        Content-Type: image/png
        Content-Disposition: attachment; filename="the seam <1>.png"
        Content-Transfer-Encoding: base64

        iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
        --b--
        """;

    [Fact]
    public async Task Of_a_failure_that_we_found_the_message_comes_first_and_their_own_words_join_it()
    {
        await using var site = await ChannelSite.StartAsync();
        using var staff = site.Staff("maya-okafor");
        using var ann = site.Customer();
        await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", new
        {
            what = "some orders were charged twice",
            happenedAt = "2026-11-21T09:00:00Z",
            message = "Our till charged some orders twice. The second payment goes back to you.",
            customers = new[] { new { name = "Ann", email = "ann@customer.example" } },
        }), 202);
        await ImportTests.RunAsync(site);
        var subject = Assert.Single((await site.Cases.QueryAsync(new CaseQuery { Now = site.Clock.Now }, default)).Cases);

        var before = await PageAsync(site, ann, subject.Id);
        await ImportTests.JsonAsync(await ann.PostAsJsonAsync("/api/complaints", new { description = "You took my money twice!", email = "ann@customer.example", impact = "My rent came back." }), 202);
        var after = await PageAsync(site, ann, subject.Id);

        Assert.Contains("Something went wrong for you, and we are sorry", before, StringComparison.Ordinal);
        Assert.DoesNotContain("Thank you for telling us", before, StringComparison.Ordinal);
        Assert.InRange(before.IndexOf("Our till charged some orders twice.", StringComparison.Ordinal), 0, before.IndexOf("What happens next", StringComparison.Ordinal));
        Assert.DoesNotContain("You took my money twice!", before, StringComparison.Ordinal);
        Assert.Contains("You took my money twice!", after, StringComparison.Ordinal);
        Assert.Contains("My rent came back.", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_that_they_sent_stand_there_by_name_and_size()
    {
        await using var site = await ChannelSite.StartAsync();
        using var ann = site.Customer();
        var id = IdOf(await ann.TellAsync(Mail, ChannelSite.Mail(Tent)));

        var page = await PageAsync(site, ann, id);

        Assert.Contains("the seam <1>.png", page, StringComparison.Ordinal);
        Assert.Contains("70 bytes", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_program_sent_and_what_was_withheld_is_not_for_them()
    {
        await using var site = await ChannelSite.StartAsync();
        using var ann = site.Customer();
        var id = IdOf(await ann.TellAsync(Mail, ChannelSite.Mail(Tent.Replace("Subject:", "Auto-Submitted: auto-replied\nSubject:", StringComparison.Ordinal))));
        await ann.TellAsync(Mail, ChannelSite.Mail("From: ann@customer.example\nTo: care@fernhill.example\nSubject: Re: My tent leaks\nMessage-ID: <away@customer.example>\nIn-Reply-To: <tent-1@customer.example>\nAuto-Submitted: auto-replied\n\nI am out of the office."));
        var history = await site.Cases.HistoryAsync(id, default);
        Assert.Contains(history, e => e is MessageWithheld);
        Assert.Contains(history, e => e is AutomaticReplyReceived);

        var page = await PageAsync(site, ann, id);

        Assert.Contains("It rained in all night.", page, StringComparison.Ordinal);
        foreach (var staffs in (string[])["out of the office", "Auto-Submitted", "program", "not sent", history.OfType<MessageWithheld>().First().Subject])
            Assert.DoesNotContain(staffs, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_review_is_told_before_and_after_and_no_doubt_of_ours_with_it()
    {
        await using var site = await ChannelSite.StartAsync();
        using var ann = site.Customer();
        var id = IdOf(await ann.TellAsync("/api/intake/reviews", ReviewTests.Review("Never again.", 1), 202));
        var forward = $"/reviews/{site.Tokens.Claim(id)}";
        using (await ann.SendAsync(await ann.PageAsync(forward), forward, ("text", "Order 4711 never came."), ("email", "ann@customer.example")))
            await ann.TellAsync("/api/intake/reviews", ReviewTests.Review("They put it right.", 4), 202);

        var page = await PageAsync(site, ann, id);

        Assert.Matches("Before\\s+Never again\\.\\s+Now\\s+They put it right\\.", page);
        Assert.Contains("Order 4711 never came.", page, StringComparison.Ordinal);
        foreach (var staffs in (string[])["proved", "drafted", "Nobody"])
            Assert.DoesNotContain(staffs, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merged_case_says_where_it_goes_on_and_takes_them_there()
    {
        await using var site = await ChannelSite.StartAsync();
        using var ann = site.Customer();
        using var staff = site.Staff("maya-okafor");
        var first = IdOf(await ann.TellAsync(Mail, ChannelSite.Mail(Tent)));
        var second = IdOf(await ann.TellAsync(Mail, ChannelSite.Mail("From: ann@customer.example\nTo: care@fernhill.example\nSubject: Tent\nMessage-ID: <tent-2@customer.example>\n\nIt rained in all night, my tent. I want another one.")));
        Assert.DoesNotContain("Perhaps the same", await PageAsync(site, ann, second), StringComparison.Ordinal);
        using (var merged = await staff.PostAsJsonAsync($"/api/cases/{second}/commands/merge", new { into = first.Value }))
            Assert.Equal(HttpStatusCode.OK, merged.StatusCode);
        var path = StatusPath(site, second);
        var page = await ann.PageAsync(path);
        var reference = (await site.Cases.LoadAsync(first, default))!.Reference;

        Assert.Contains($"It goes on as {reference}", Browser.Text(page), StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{StatusPath(site, first)}\"", page, StringComparison.Ordinal);
        using (await ann.SendAsync(page, path + "/messages", ("text", "Any news of the poles?")))
        {
        }

        Assert.Contains(await site.Cases.HistoryAsync(first, default), e => e is CustomerWrote { Text: "Any news of the poles?" });
        Assert.DoesNotContain(await site.Cases.HistoryAsync(second, default), e => e is CustomerWrote);
        Assert.Contains("Any news of the poles?", await PageAsync(site, ann, first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merged_into_the_case_of_somebody_else_it_opens_no_page_of_theirs()
    {
        await using var site = await ChannelSite.StartAsync();
        using var ann = site.Customer();
        using var staff = site.Staff("maya-okafor");
        var first = IdOf(await ann.TellAsync(Mail, ChannelSite.Mail(Tent)));
        var second = IdOf(await ann.TellAsync(Mail, ChannelSite.Mail("From: bob@customer.example\nTo: care@fernhill.example\nSubject: Tent\nMessage-ID: <tent-2@customer.example>\n\nOur tent leaks.")));
        using (await staff.PostAsJsonAsync($"/api/cases/{second}/commands/merge", new { into = first.Value }))
        {
        }

        var page = await ann.PageAsync(StatusPath(site, second));

        Assert.Contains("It goes on as", Browser.Text(page), StringComparison.Ordinal);
        Assert.DoesNotContain(StatusPath(site, first), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_call_they_read_what_was_understood_once_somebody_has_listened()
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();
        using var staff = site.Staff("maya-okafor");
        const string words = "Speaker 1: Good morning to you.\nSpeaker 2: And to you, what a day.\nSpeaker 1: Indeed.\nSpeaker 2: Well then.\n";
        var id = IdOf(await service.TellAsync("/api/intake/calls/text?callId=c-1&from=%2B442079460000", ChannelSite.Body(Encoding.UTF8.GetBytes(words), "text/plain")));
        Assert.NotNull((await site.Cases.LoadAsync(id, default))!.AwaitsListening);

        var before = await PageAsync(site, service, id);
        using (var heard = await staff.PostAsJsonAsync($"/api/cases/{id}/commands/confirm-transcript", new { customerSpeaker = "Speaker 2", understood = "The boiler leaks again." }))
            Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
        var after = await PageAsync(site, service, id);

        foreach (var unsure in (string[])["Good morning", "what a day", "listen", "Listen"])
            Assert.DoesNotContain(unsure, before, StringComparison.Ordinal);
        Assert.Contains("What we understood of your call", after, StringComparison.Ordinal);
        Assert.Contains("The boiler leaks again.", after, StringComparison.Ordinal);
        Assert.Contains("what a day", after, StringComparison.Ordinal);
        Assert.DoesNotContain("listened", after, StringComparison.Ordinal);
    }

    private static string StatusPath(Site site, CaseId id) => $"/status/{site.Tokens.Status(id)}";

    private static async Task<string> PageAsync(Site site, HttpClient client, CaseId id) => Browser.Text(await client.PageAsync(StatusPath(site, id)));

    private static CaseId IdOf(JsonNode told)
    {
        Assert.True(CaseId.TryParse(told["caseId"]!.ToString(), out var id));
        return id;
    }
}
