using System.Text.Json;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>The whole life of a complaint over HTTP, its time really passing.</summary>
[Collection(WaitingTests.Name)]
public sealed class WholeLifeTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Description = "My parcel is late. I was promised Tuesday, and nobody answers.";

    [Fact]
    public async Task A_complaint_goes_in_and_comes_out_recovered_in_seconds()
    {
        var process = await StartAsync("--Recovery:Policy=seconds");
        await LiveAsync(process, new People("ann", "lea", "ann", "dan", "refund", 80, "EUR", "finance", "late-carrier", AlwaysOpen: true));
    }

    /// <summary>The default policy's office hours, eight hours of them a second.</summary>
    [Fact]
    public async Task A_complaint_goes_in_and_comes_out_recovered_in_office_hours()
    {
        var process = await StartAsync("--Recovery:Policy=default", "--Recovery:ClockSpeed=28800");
        await LiveAsync(process, new People("tom-bellamy", "jonas-weber", "priya-raman", "daniel-price", "refund", 300, "GBP", "finance", "late-carrier", AlwaysOpen: false));
    }

    [Fact]
    public async Task Silence_closes_a_case_and_is_never_counted_as_satisfaction()
    {
        var process = await StartAsync("--Recovery:Policy=seconds");
        var address = Customers.Address();
        var staff = process.Staff("ann");
        var complaint = await process.App().ComplainAsync(new { description = Description, email = address });
        (await staff.DoAsync(complaint.CaseId, "resolve", new { outcome = "upheld", explanation = "The carrier lost it.", rootCause = "late-carrier" })).Is(200);

        await process.MailAsync(address, "Did we put it right?");
        var closed = await staff.UntilAsync(complaint.CaseId, "the case to close by itself", c => c.Status() == "closed");

        Assert.Equal("silence", closed.GetProperty("phase").Text("manner"));
        await process.MailAsync(address, "Your complaint about the delivery of your order is closed");
        var summary = (await staff.GetAsync("/api/reports/summary")).Is(200).Json;
        Assert.Equal(1, summary.GetProperty("closed").GetInt32());
        Assert.Equal(1, summary.GetProperty("closedBy").GetProperty("silence").GetInt32());
        Assert.Equal(0, summary.GetProperty("answered").GetInt32());
        Assert.Equal(0, summary.GetProperty("recovered").GetInt32());
        Assert.False(summary.TryGetProperty("recoveryRate", out _));
        Assert.Equal(0, summary.GetProperty("recoveryRateFloor").GetDouble());
        var row = Assert.Single(await RowsAsync(staff));
        Assert.Equal("silence", row["closed_by"]);
        Assert.Equal("false", row["answered"]);
        Assert.Equal("false", row["recovered"]);
        Assert.Equal("", row["satisfaction"]);
        Assert.Contains("We did not hear from you", (await process.Visitor().OpenAsync(complaint.StatusPath)).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anonymous_case_is_acknowledged_on_its_page_gets_no_mail_and_leaves_no_address_of_the_sender()
    {
        var process = await StartAsync("--Recovery:Policy=seconds", "--Recovery:PublicUrl=https://care.example");
        using var customer = process.Visitor();
        var form = (await customer.OpenAsync("/")).Is(200);
        var typed = Customers.Address("nobody");
        var status = (await customer.SendAsync(
            form, "/feedback", ("description", "The guard shouted at me. I am afraid."), ("anonymous", "true"), ("email", typed), ("name", "Nobody Known"))).Is(200);

        Assert.Contains("We have your complaint", status.Text, StringComparison.Ordinal);
        Assert.Contains("only way back to your case", status.Text, StringComparison.Ordinal);
        var staff = process.Staff("ann");
        var id = Assert.Single(await staff.AllCasesAsync()).Text("caseId")!;
        var acknowledged = await staff.UntilAsync(id, "acknowledged");
        Assert.Contains("by status page", acknowledged.Last("acknowledged").Text("text"), StringComparison.Ordinal);
        Assert.True(acknowledged.GetProperty("complaint").GetProperty("anonymous").GetBoolean());

        (await staff.DoAsync(id, "message", new { text = "We have spoken to the guard." })).Is(200);
        Assert.Contains("We have spoken to the guard.", (await customer.OpenAsync(status.Address.AbsolutePath)).Is(200).Text, StringComparison.Ordinal);
        (await customer.SendAsync(status, "/messages", ("text", "Thank you for that."))).Is(200);
        await staff.UntilAsync(id, "a holding update on the page", c => c.WroteHolding());
        Assert.All(process.MailTo("@"), mail => Assert.EndsWith("@example.com", mail.Entry.To.Split(',')[0].TrimEnd('>'), StringComparison.Ordinal));

        await process.KillAsync();
        var files = Directory.EnumerateFiles(process.DataDirectory, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, f => f.EndsWith("recovery.db", StringComparison.Ordinal));
        Assert.All(files, file =>
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var trace in (string[])["127.0.0.1", "::1", "::ffff:", typed, "Nobody Known"])
                Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(trace)) < 0, $"{Path.GetFileName(file)} holds {trace}.");
        });
    }

    private static async Task LiveAsync(RecoveryProcess process, People people)
    {
        var address = Customers.Address();
        using var customer = process.Visitor();
        var staff = process.Staff(people.Agent);

        // Received and acknowledged.
        var complaint = await process.App().ComplainAsync(new { description = Description, name = "Kim Customer", email = address, orderReference = "A-1001", impact = "I missed the day." });
        var acknowledged = await staff.UntilAsync(complaint.CaseId, "acknowledged");
        Assert.Equal("delivery", acknowledged.GetProperty("triage").Text("category"));
        Assert.NotNull(acknowledged.Text("owner"));
        Assert.All(acknowledged.GetProperty("promises").EnumerateArray(), p => Assert.Contains("(rule promises.", p.Text("explanation"), StringComparison.Ordinal));
        var mail = await process.MailAsync(address, "We have your complaint about the delivery of your order");
        AssertAcknowledgement(mail, complaint);
        var page = (await customer.OpenAsync(complaint.StatusPath)).Is(200);
        Assert.Contains(Description, page.Text, StringComparison.Ordinal);

        // The customer has to ask, and is answered; the customer is asked, and answers.
        (await customer.SendAsync(page, "/messages", ("text", "I would like to know how it stands."), ("about", "news"))).Is(200);
        (await staff.DoAsync(complaint.CaseId, "message", new { text = "We have found your parcel." })).Is(200);
        await process.MailAsync(address, "News of your complaint");
        (await staff.DoAsync(complaint.CaseId, "pause", new { reason = "Which door shall we bring it to?" })).Is(200);
        page = (await customer.OpenAsync(complaint.StatusPath)).Is(200);
        Assert.Contains("Which door shall we bring it to?", page.Text, StringComparison.Ordinal);
        (await customer.SendAsync(page, "/messages", ("text", "The green one."))).Is(200);
        var resumed = await staff.UntilAsync(complaint.CaseId, "resumed");
        Assert.Equal(1, resumed.Count("customer-asked-first"));
        Assert.Contains("the customer replied", resumed.Last("resumed").Text("text"), StringComparison.Ordinal);
        if (people.AlwaysOpen) // A pause between closing and opening stops no business time.
            Assert.True(resumed.Count("promise-moved") > 0, "The pause was not credited.");

        // Nobody writes: the owner is reminded, then the promise slips, the customer is told honestly, and the case climbs.
        var slipped = await staff.UntilAsync(complaint.CaseId, "the missed update to escalate", c => c.WroteHolding() && c.Level() >= 1);
        Assert.True(slipped.Count("promise-missed") >= 1 && slipped.Count("owner-reminded") >= 1);
        var holding = await process.MailAsync(address, "Where we are with your complaint");
        Assert.Contains("not finished", holding.Text, StringComparison.Ordinal);
        Assert.Equal("auto-generated", holding.Headers.First(h => h.Key == "Auto-Submitted").Value);
        var lead = process.Staff(people.Lead);
        var taken = (await lead.DoAsync(complaint.CaseId, "take-escalation")).Is(200).Json;
        var level = taken.Level();
        Assert.Equal(people.Lead, taken.GetProperty("escalation").Text("takenBy"));

        // A remedy is proposed by one and approved by another.
        var proposer = process.Staff(people.Proposer);
        var proposed = (await proposer.DoAsync(complaint.CaseId, "propose-remedy", new { kind = people.Remedy, amount = people.Amount, currency = people.Currency, description = "Your money back." })).Is(200);
        Assert.Equal(people.ApproverRole, proposed["remedy"].Text("needsApprovalBy"));
        (await proposer.DoAsync(complaint.CaseId, "approve-remedy")).IsProblem(422, reason: people.ApproverRole);
        (await process.Staff(people.Approver).DoAsync(complaint.CaseId, "approve-remedy")).Is(200);

        // Resolved, not without saying what and why.
        (await staff.DoAsync(complaint.CaseId, "resolve", new { outcome = "upheld", rootCause = people.Cause })).IsProblem(422, "explanation", "needs an explanation");
        (await staff.DoAsync(complaint.CaseId, "resolve", new { outcome = "upheld", explanation = "The carrier was late." })).IsProblem(422, "rootCause", "root cause");
        (await staff.DoAsync(complaint.CaseId, "resolve", new { outcome = "upheld", explanation = "The carrier was late.", rootCause = people.Cause })).Is(200);
        var answer = await process.MailAsync(address, "Our answer about");
        Assert.Contains("The carrier was late.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Your money back.", answer.Text, StringComparison.Ordinal);

        // Asked whether it is solved; it is not, and opens again one level above.
        await staff.UntilAsync(complaint.CaseId, "follow-up-asked");
        await process.MailAsync(address, "Did we put it right?");
        page = (await customer.OpenAsync(complaint.StatusPath)).Is(200);
        page = (await customer.SendAsync(page, "/answer", ("solved", "no"), ("comment", "Half of it is missing."))).Is(200);
        Assert.Contains("We are on it again", page.Text, StringComparison.Ordinal);
        var reopened = await staff.CaseAsync(complaint.CaseId);
        Assert.Equal("open", reopened.Status());
        Assert.Equal(1, reopened.GetProperty("reopenings").GetInt32());
        Assert.True(reopened.Level() > level, $"It opened again at level {reopened.Level()}, and lay at {level} before.");

        // Resolved again, and now it is right.
        (await staff.DoAsync(complaint.CaseId, "resolve", new { outcome = "upheld", explanation = "The other half was in the van.", rootCause = people.Cause, remedy = new { kind = "apology", description = "We called to apologise." } })).Is(200);
        await staff.UntilAsync(complaint.CaseId, "follow-up-asked", 2);
        page = (await customer.OpenAsync(complaint.StatusPath)).Is(200);
        page = (await customer.SendAsync(page, "/answer", ("solved", "yes"), ("satisfaction", "5"), ("wouldReturn", "yes"), ("recommend", "10"))).Is(200);
        Assert.Contains("this is put right", page.Text, StringComparison.Ordinal);
        var closed = await staff.CaseAsync(complaint.CaseId);
        Assert.Equal("closed", closed.Status());
        Assert.Equal("confirmed", closed.GetProperty("phase").Text("manner"));
        AssertOneStory(closed);
        await AssertReportsAsync(staff, closed, people, address);
    }

    private static void AssertAcknowledgement(Recovery.Web.Console.OutboxMessage mail, Complained complaint)
    {
        string Header(string name) => mail.Headers.First(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        Assert.Equal("auto-generated", Header("Auto-Submitted"));
        Assert.StartsWith($"<{complaint.CaseId}-", Header("Message-ID"), StringComparison.Ordinal);
        Assert.Contains($"+{complaint.CaseId}.", Header("Reply-To"), StringComparison.Ordinal);
        Assert.Contains(complaint.StatusPath, mail.Text, StringComparison.Ordinal);
        Assert.Contains(complaint.Reference, mail.Entry.Subject, StringComparison.Ordinal);
        Assert.Contains("Kim Customer", mail.Text, StringComparison.Ordinal);
        Assert.Contains("sorry", mail.Text, StringComparison.Ordinal);
        Assert.NotEmpty(mail.Html);
    }

    /// <summary>Numbers without a gap, times that never go back.</summary>
    private static void AssertOneStory(JsonElement @case)
    {
        var timeline = @case.Timeline();
        Assert.Equal(Enumerable.Range(1, timeline.Count), timeline.Select(e => e.GetProperty("number").GetInt32()));
        Assert.Equal(timeline.Select(e => e.GetProperty("at").GetDateTimeOffset()).Order(), timeline.Select(e => e.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal(timeline.Count, @case.GetProperty("version").GetInt32());
    }

    private static async Task AssertReportsAsync(Api staff, JsonElement closed, People people, string address)
    {
        var summary = (await staff.GetAsync("/api/reports/summary")).Is(200).Json;
        Assert.Equal(1, summary.GetProperty("received").GetInt32());
        Assert.Equal(1, summary.GetProperty("closed").GetInt32());
        Assert.Equal(1, summary.GetProperty("recovered").GetInt32());
        Assert.Equal(1, summary.GetProperty("recoveryRate").GetDouble());
        Assert.Equal(1, summary.GetProperty("recoveryRateFloor").GetDouble());
        Assert.Equal(1, summary.GetProperty("askedFirst").GetInt32());
        Assert.Equal(1, summary.GetProperty("reopened").GetInt32());
        Assert.Equal(1, summary.GetProperty("causes").GetProperty(people.Cause).GetInt32());
        Assert.True(summary.GetProperty("recoveryTime").GetProperty("medianSeconds").GetInt64() > 0);
        Assert.True(summary.GetProperty("promises").GetProperty("update").GetProperty("missed").GetInt32() >= 1);

        var row = Assert.Single(await RowsAsync(staff));
        Assert.Equal(closed.Text("caseId"), row["case"]);
        Assert.Equal("confirmed", row["closed_by"]);
        Assert.Equal("5", row["satisfaction"]);
        Assert.Equal("10", row["recommend"]);
        Assert.Equal("true", row["recovered"]);
        Assert.Equal("apology", row["remedy"]);
        var csv = (await staff.GetAsync("/api/reports/outcomes.csv")).Body;
        foreach (var personal in (string[])["Kim", "Customer", address, Customers.Domain, Description, "A-1001", "Half of it"])
            Assert.DoesNotContain(personal, csv, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<IReadOnlyList<Dictionary<string, string>>> RowsAsync(Api staff)
    {
        var csv = (await staff.GetAsync("/api/reports/outcomes.csv")).Is(200);
        Assert.Equal("text/csv", csv.MediaType);
        var lines = csv.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',')).ToList();
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(p => p.First, p => p.Second))];
    }

    private sealed record People(
        string Agent, string Lead, string Proposer, string Approver, string Remedy, decimal Amount, string Currency, string ApproverRole, string Cause, bool AlwaysOpen);
}
