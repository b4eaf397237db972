using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Recovery.Local.Mail;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>A failure that hit five hundred customers, reported to a program that is killed while it tells them.</summary>
[Collection(BusyTests.Name)]
public sealed class IncidentCrashTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Hit = 500;
    private const string Told = "some orders of 21 November were charged twice";

    [Fact]
    public async Task Each_of_five_hundred_customers_gets_one_case_and_one_message_though_the_program_is_killed_midway_and_what_they_say_later_joins_it()
    {
        var process = await StartAsync();
        var people = Enumerable.Range(1, Hit).Select(n => (Email: Customers.Address($"hit{n}"), Order: $"A-{n:D4}")).ToList();
        var report = new
        {
            what = Told,
            happenedAt = DateTimeOffset.UtcNow.AddHours(-3).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            message = "We took the payment twice. The second goes back to you by Tuesday. You need not do anything.",
            category = "billing",
            customers = people.Select(p => new { email = p.Email, orderReference = p.Order }).ToList(),
        };
        var url = (await ReportAsync(process, report)).Is(202)["url"].GetString()!;
        await Eventually.GetAsync<object>("the first cases", async () => (await ProgressAsync(process, url)).Number("opened") > 0 ? new object() : null);
        await process.KillAsync();
        await process.RestartAsync();
        var after = await ProgressAsync(process, url);
        Assert.True(after.Number("opened") < Hit, "It was not killed in the middle: the test was no test.");
        // Whoever reported it cannot know how far it came, and reports it once more.
        Assert.Equal(url, (await ReportAsync(process, report)).Is(202)["url"].GetString());

        var done = (JsonElement)await Eventually.GetAsync<object>(
            "everybody to be told",
            async () => await ProgressAsync(process, url) is var now && now.GetProperty("done").GetBoolean() && now.Number("reached") == Hit ? now : null,
            async () => (await ProgressAsync(process, url)).ToString());
        Assert.Equal((Hit, Hit, 0, 0), (done.Number("affected"), done.Number("opened"), done.Number("unreachable"), done.Number("waiting")));

        Assert.Equal(Hit, await process.Staff().CountCasesAsync());
        var mails = Mails(process);
        Assert.Equal(people.Select(p => p.Email).Order(StringComparer.Ordinal), mails.Select(m => m.To).Order(StringComparer.Ordinal));

        await LaterWordsAsync(process, people, url);
    }

    private static async Task LaterWordsAsync(RecoveryProcess process, List<(string Email, string Order)> people, string url)
    {
        var staff = process.Staff();
        var byForm = await FormAsync(process, "You charged me twice!", people[0].Email, people[0].Order);
        Assert.DoesNotContain("/status/", byForm.Address.AbsolutePath, StringComparison.Ordinal);
        var mail = $"From: Kim <{people[1].Email}>\r\nTo: care@shop.example\r\nSubject: Charged twice\r\nMessage-ID: <{Guid.NewGuid():n}@mail.example>\r\nDate: {DateTimeOffset.UtcNow:r}\r\n\r\nWhy is my card charged twice?\r\n";
        var joined = (await process.App().PostAsync("/api/intake/email/mime", new ByteArrayContent(Encoding.UTF8.GetBytes(mail)) { Headers = { ContentType = new("message/rfc822") } })).Is(200);
        Assert.Equal("joined", joined["outcome"].GetString());
        var by = await staff.CaseAsync(joined["caseId"].GetString()!);
        Assert.Equal(people[1].Order, by.GetProperty("complaint").Text("orderReference"));
        Assert.Equal(Hit, await process.Staff().CountCasesAsync());

        var other = await FormAsync(process, "The tent of this order is torn.", people[2].Email, "B-9999");
        Assert.StartsWith("/status/", other.Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(Hit + 1, await process.Staff().CountCasesAsync());

        var counted = await ProgressAsync(process, url);
        Assert.Equal((Hit, Hit, 2, 0), (counted.Number("opened"), counted.Number("reached"), counted.Number("answered"), counted.Number("recovered")));
    }

    private static async Task<OpenPage> FormAsync(RecoveryProcess process, string description, string email, string order)
    {
        using var visitor = process.Visitor();
        var form = await visitor.OpenAsync("/");
        return (await visitor.SendAsync(form, "/feedback", ("description", description), ("email", email), ("orderReference", order))).Is(200);
    }

    private static Task<Answer> ReportAsync(RecoveryProcess process, object report) => process.Staff("maya-okafor").PostAsync("/api/incidents", JsonContent.Create(report));

    private static async Task<JsonElement> ProgressAsync(RecoveryProcess process, string url) => (await process.Staff().GetAsync(url)).Is(200).Json;

    /// <summary>All that went to customers, page by page.</summary>
    private static List<Recovery.Web.Console.OutboxEntry> Mails(RecoveryProcess process)
    {
        var reader = new OutboxReader(process.DataDirectory);
        var mails = new List<Recovery.Web.Console.OutboxEntry>();
        while (reader.List(mails.Count, 500) is { Count: > 0 } page)
            mails.AddRange(page);
        return [.. mails.Where(m => m.To.EndsWith(Customers.Domain, StringComparison.Ordinal))];
    }
}

file static class Figures
{
    public static int Number(this JsonElement progress, string name) => progress.GetProperty(name).GetInt32();
}
