using System.Net;
using System.Net.Http.Json;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Messages;

namespace Recovery.Local.Tests.Web;

public class IncidentTests
{
    private const string Message = "On Saturday we charged some orders twice. The second payment goes back to you on Monday. You need not do anything.";

    [Fact]
    public async Task Every_customer_whom_it_hit_gets_a_case_and_its_page_counts_them()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff("maya-okafor");
        var report = new
        {
            what = "some orders were charged twice",
            happenedAt = "2026-11-21T09:00:00Z",
            message = Message,
            customers = new object[]
            {
                new { name = "Ana", email = "ana@example.org", orderReference = "7" },
                new { name = "Ben", phone = "+44 7700 900123" },
                new { name = "Cem", email = "cem at example" },
                new { name = "Nobody knows" },
                new { email = "ANA@example.org" },
            },
        };
        var begun = await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", report), 202);
        Assert.Equal((2, 1), (begun.GetProperty("affected").GetInt32(), begun.GetProperty("withoutAddress").GetInt32()));
        Assert.Equal(
            ["3 email", "4 row", "5 row"],
            begun.GetProperty("refused").EnumerateArray().Select(r => $"{r.GetProperty("row").GetInt32()} {r.GetProperty("field").GetString()}"));
        var url = begun.GetProperty("url").GetString()!;
        Assert.Equal(2, (await ImportTests.JsonAsync(await staff.GetAsync(url), 200)).GetProperty("waiting").GetInt32());

        await ImportTests.RunAsync(site);
        var again = await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", report), 202);
        Assert.Equal(url, again.GetProperty("url").GetString());
        await ImportTests.RunAsync(site);
        var opened = (await site.Cases.QueryAsync(new CaseQuery { Now = site.Clock.Now }, default)).Cases;
        Assert.Equal(2, opened.Count);
        foreach (var line in opened)
        {
            var subject = (await site.Cases.LoadAsync(line.Id, default))!;
            Assert.Equal(Channel.Incident, subject.Complaint.Channel);
            Assert.Equal(Message, subject.Complaint.Incident!.Message);
        }

        var listed = Assert.Single((await ImportTests.JsonAsync(await staff.GetAsync("/api/incidents"), 200)).GetProperty("incidents").EnumerateArray());
        Assert.Equal("maya-okafor", listed.GetProperty("reportedBy").GetString());
        Assert.Equal(3, (await ImportTests.JsonAsync(await staff.GetAsync(url), 200)).GetProperty("refused").GetArrayLength());
    }

    [Fact]
    public async Task A_dry_run_shows_the_very_message_that_is_then_written()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        var report = new { what = "Parcels were lost on the way", category = "delivery", happenedAt = "2026-11-21T09:00:00Z", message = "We send new ones.", customersCsv = "email\na@example.org" };

        var shown = (await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents?dryRun=true", report), 200)).GetProperty("message").GetProperty("text").GetString()!;
        await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", report), 202);
        await ImportTests.RunAsync(site);

        var id = Assert.Single((await site.Cases.QueryAsync(new CaseQuery { Now = site.Clock.Now }, default)).Cases).Id;
        var written = Assert.Single((await site.Cases.HistoryAsync(id, default)).OfType<MessageWritten>());
        // No mark for a program is left in it.
        Assert.DoesNotContain('{', shown);
        Assert.Equal(Comparable(MessageBody.ToText(MessageText.WithReplies(written.Body, read: false))), Comparable(shown));

        // Each case has its own link, its own reference, and the owner whose turn it is.
        static IEnumerable<string> Comparable(string text) => text.Split('\n').Where(l => !((string[])["status", "RC-", "owns it"]).Any(own => l.Contains(own, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"happenedAt":"2026-11-21T09:00:00Z","message":"m","customersCsv":"email\na@example.org"}""", "what", "missing")]
    [InlineData("""{"what":"a\nb","happenedAt":"2026-11-21T09:00:00Z","message":"m","customersCsv":"email\na@example.org"}""", "what", "one line")]
    [InlineData("""{"what":"w","happenedAt":"2999-01-01T00:00:00Z","message":"m","customersCsv":"email\na@example.org"}""", "happenedAt", "future")]
    [InlineData("""{"what":"w","happenedAt":"1970-01-01T00:00:00Z","message":"m","customersCsv":"email\na@example.org"}""", "happenedAt", "ten years")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","customersCsv":"email\na@example.org"}""", "message", "missing")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m","category":"weather","customersCsv":"email\na@example.org"}""", "category", "delivery")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m"}""", "customers", "missing")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m","customers":[]}""", "customers", "empty")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m","customers":{}}""", "customers", "array")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m","customers":[1]}""", "row 1, row", "no object")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m","customers":[{"emial":"a@example.org"}]}""", "row 1, emial", "did you mean email")]
    [InlineData("""{"what":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m","customersCsv":"emial\na@example.org"}""", "customersCsv, column emial", "did you mean email")]
    [InlineData("""{"waht":"w","happenedAt":"2026-11-21T09:00:00Z","message":"m","customersCsv":"email\na@example.org"}""", "waht", "did you mean what")]
    public async Task What_cannot_be_is_refused_with_its_field_and_the_reason(string body, string field, string reason)
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await ImportTests.JsonAsync(await staff.PostAsync("/api/incidents", content), 422);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), e =>
            e.GetProperty("field").GetString() == field && e.GetProperty("reason").GetString()!.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_named_another_incident_changes_nothing()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        staff.DefaultRequestHeaders.Add("Idempotency-Key", "outage-7");
        object Report(string what) => new { what, happenedAt = "2026-11-21T09:00:00Z", message = Message, customersCsv = "email\nana@example.org\n" };
        await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", Report("one thing")), 202);
        await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", Report("one thing")), 202);
        var problem = await ImportTests.JsonAsync(await staff.PostAsJsonAsync("/api/incidents", Report("another")), 422);
        Assert.Contains("another incident", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_console_nothing_is_sent_that_nobody_has_looked_at()
    {
        await using var site = await Site.StartAsync();
        using var maya = await ConsoleTests.MayaAsync(site);
        (string, string)[] typed = [("what", "some orders were charged twice"), ("happenedAt", "2026-11-21T09:00"), ("message", Message)];
        const string list = "Name;E-Mail\nAna;ana@example.org\nBen;nobody\n";

        var form = await maya.PageAsync("/console/incidents");
        using (var faulty = await maya.UploadAsync(form, "/console/incidents", null, "", "", ("what", "w"), ("step", "look")))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.StatusCode);
            Assert.Contains("Please say whom it hit", await faulty.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var looked = await maya.UploadAsync(form, "/console/incidents", "customersFile", "hit.csv", list, [.. typed, ("step", "look")]);
        var page = await looked.Content.ReadAsStringAsync();
        Assert.Contains("What the first of them reads", page, StringComparison.Ordinal);
        Assert.Contains("charged some orders twice", page[page.IndexOf("What the first", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("is not an email address", page, StringComparison.Ordinal);

        using (var changed = await maya.UploadAsync(page, "/console/incidents", null, "", "", [.. typed, ("customers", list + "Cem;cem@example.org\n"), ("step", "send")]))
            Assert.Contains("You changed something", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var sent = await maya.UploadAsync(page, "/console/incidents", null, "", "", [.. typed, ("customers", list.Replace("\n", "\r\n", StringComparison.Ordinal)), ("step", "send")]);
        var address = sent.Headers.Location!.ToString();
        var waiting = Browser.Text(await maya.PageAsync(address));
        Assert.Contains("0 of 1 customers have their case, 1 wait.", waiting, StringComparison.Ordinal);
        Assert.Contains("Rows that were refused", waiting, StringComparison.Ordinal);
    }
}
