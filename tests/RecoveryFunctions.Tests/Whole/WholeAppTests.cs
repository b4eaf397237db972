using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Intake;
using Recovery.Local.Tests.EndToEnd;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Tests.Mail;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>Complaints through the whole app on Azurite, from the customer's form to the report, in virtual time.</summary>
[Collection(AzuriteTests.Name)]
public sealed class WholeAppTests : AppOnAzurite
{
    private const string Address = "carla@customer.example";

    [Fact]
    public async Task A_complaint_by_the_form_is_acknowledged_resolved_followed_up_and_reported()
    {
        using var customer = App.Customer();
        var status = await ComplainAsync(customer);
        await App.SettleAsync();

        var staff = App.Staff("tom-bellamy");
        var id = Assert.Single(await staff.AllCasesAsync()).Text("caseId")!;
        Assert.Contains(Told(), s => s.StartsWith("We have your complaint", StringComparison.Ordinal));
        Assert.Equal(1, (await staff.CaseAsync(id)).Count("acknowledged"));

        // The update that is owed is written in time; then nobody writes, and the case climbs.
        await UntilAsync("2026-11-24 15:00");
        (await staff.DoAsync(id, "message", new { text = "We have found your parcel." })).Is(200);
        await UntilAsync("2026-11-30 12:00");
        var slipped = await staff.CaseAsync(id);
        Assert.True(slipped.Level() >= 1 && slipped.WroteHolding());
        (await App.Staff("jonas-weber").DoAsync(id, "take-escalation")).Is(200);

        (await staff.DoAsync(id, "resolve", new { outcome = "upheld", explanation = "The carrier lost it.", rootCause = "late-carrier" })).Is(200);
        await UntilAsync("2026-12-04 12:00");
        Assert.Contains(Told(), s => s.StartsWith("Did we put it right?", StringComparison.Ordinal));
        var asked = (await customer.OpenAsync(status)).Is(200);
        var closing = (await customer.SendAsync(asked, "/answer", ("solved", "yes"), ("satisfaction", "5"), ("wouldReturn", "yes"), ("recommend", "10"))).Is(200);
        Assert.Contains("this is put right", closing.Text, StringComparison.Ordinal);
        await UntilAsync("2027-01-10 12:00");

        var closed = await staff.CaseAsync(id);
        Assert.Equal("closed", closed.Status());
        Assert.Equal(Enumerable.Range(1, closed.Timeline().Count), closed.Timeline().Select(e => e.GetProperty("number").GetInt32()));
        Assert.True(App.Hub.Instances[id].IsOver);
        await AssertReportAsync(staff);
        Assert.Equal(Mail.Delivered.Select(m => m.Operation).Distinct(), Mail.Delivered.Select(m => m.Operation));
    }

    [Fact]
    public async Task Killed_at_every_step_it_goes_on_where_it_was()
    {
        using var customer = App.Customer();
        var status = await ComplainAsync(customer);
        await App.KillAsync();
        await App.SettleAsync();
        await App.KillAsync();

        // The address of the site is another, the customer's cookie and link are the same.
        using var later = App.Customer();
        var page = (await later.OpenAsync(status)).Is(200);
        await App.KillAsync();
        using var again = App.Customer();
        foreach (System.Net.Cookie cookie in later.Cookies.GetAllCookies())
            again.Cookies.Add(new System.Net.Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        (await again.SendAsync(page, "/messages", ("text", "It was the blue parcel."))).Is(200);
        await App.KillAsync();
        await UntilAsync("2026-11-24 12:00");

        var staff = App.Staff("tom-bellamy");
        var @case = await staff.CaseAsync(Assert.Single(await staff.AllCasesAsync()).Text("caseId")!);
        Assert.Equal(1, @case.Count("acknowledged"));
        Assert.Equal(1, @case.Count("customer-wrote"));
        Assert.Single(Told(), s => s.StartsWith("We have your complaint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_nudge_that_got_lost_costs_minutes()
    {
        await ComplainAsync(App.Customer());
        await App.Queue(QueueNames.Nudges).ClearMessagesAsync();
        await App.SettleAsync();
        Assert.Empty(Mail.Delivered);

        Clock.Now += Duration.FromMinutes(3);
        await App.FireAsync("Sweep");
        await App.SettleAsync();

        Assert.Single(Told(), s => s.StartsWith("We have your complaint", StringComparison.Ordinal));
        await App.FireAsync("Sweep");
        Assert.Equal(0, (await App.Queue(QueueNames.Nudges).GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Complaints_come_by_queue_and_what_cannot_be_read_is_kept_where_staff_see_it()
    {
        var good = JsonSerializer.Serialize(new { idempotencyKey = "queue-complaint-1", description = "The parcel is late.", email = Address });
        foreach (var body in (string[])[good, good, "{\"description\":", "{\"idempotencyKey\":\"queue-complaint-2\",\"description\":\"\"}"])
            await App.Queue(QueueNames.Complaints).SendMessageAsync(body);
        await App.SettleAsync();

        var staff = App.Staff("tom-bellamy");
        Assert.Single(await staff.AllCasesAsync());
        Assert.Single(Told(), s => s.StartsWith("We have your complaint", StringComparison.Ordinal));
        var parked = (await staff.GetAsync("/api/parked")).Is(200);
        Assert.Equal(2, parked.Json.GetProperty("parked").GetArrayLength());
        Assert.Contains("description", parked.Body, StringComparison.Ordinal);
        using var desk = App.Customer();
        await desk.SignInByTokenAsync("tom-bellamy", StaffToken);
        Assert.Contains("complaints", (await desk.OpenAsync("/console/parked")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complaint_that_nobody_encoded_is_kept_where_staff_see_it_and_opens_its_case_when_they_retry()
    {
        var raw = JsonSerializer.Serialize(new { idempotencyKey = "queue-complaint-raw", description = "The parcel is late.", email = Address });
        await new QueueClient(Azurite.ConnectionString, QueueNames.Complaints).SendMessageAsync(raw);
        await App.SettleAsync();
        await App.FireAsync("SalvagePoison");

        var staff = App.Staff("tom-bellamy");
        var parked = Assert.Single((await staff.GetAsync("/api/parked")).Is(200).Json.GetProperty("parked").EnumerateArray().ToList());
        Assert.Contains("base64", parked.GetRawText(), StringComparison.Ordinal);
        await App.Services.GetRequiredService<IParkedMessages>().RetryAsync(parked.GetProperty("id").GetString()!, default);
        await App.SettleAsync();

        Assert.Single(await staff.AllCasesAsync());
    }

    [Fact]
    public async Task Mail_that_comes_back_becomes_a_task()
    {
        await ComplainAsync(App.Customer());
        await App.SettleAsync();
        var acknowledgement = Mail.Delivered.Single(m => m.To.Contains(Address));

        await App.Queue(QueueNames.MailReports).SendMessageAsync(FakeCommunicationServices.Report(acknowledgement.Operation, "Bounced", Address, "550 5.1.1 no such user"));
        await App.SettleAsync();

        var staff = App.Staff("tom-bellamy");
        var listed = Assert.Single(await staff.AllCasesAsync());
        Assert.Equal("True", listed.Text("undelivered"));
        Assert.Equal(1, (await staff.CaseAsync(listed.Text("caseId")!)).Count("message-undelivered"));
    }

    [Fact]
    public async Task Without_the_token_nobody_gets_to_cases()
    {
        (await App.Anybody().GetAsync("/api/cases")).IsProblem(401);
        (await App.Anybody().GetAsync("/api/parked")).IsProblem(401);
        Assert.Equal("/console/sign-in", (await App.Customer().OpenAsync("/console")).Address.AbsolutePath);
        (await App.Anybody().GetAsync("/readyz")).Is(200);
    }

    private static Instant At(string local) => DrivenCases.At(local);

    /// <summary>With the figures added up now and then, as the timer does.</summary>
    private async Task UntilAsync(string local)
    {
        await App.UntilAsync(At(local));
        await App.FireAsync("Rollup");
    }

    private IEnumerable<string> Told() => Mail.Delivered.Where(m => m.To.Contains(Address)).Select(m => m.Subject);

    /// <returns>The path of the status page.</returns>
    private static async Task<string> ComplainAsync(Visitor customer)
    {
        var form = (await customer.OpenAsync("/")).Is(200);
        var sent = (await customer.SendAsync(
            form, "/feedback", ("description", "My parcel is late. I was promised Tuesday, and nobody answers."), ("name", "Carla"), ("email", Address))).Is(200);
        Assert.StartsWith("/status/", sent.Address.AbsolutePath, StringComparison.Ordinal);
        return sent.Address.AbsolutePath;
    }

    private static async Task AssertReportAsync(Api staff)
    {
        var summary = (await staff.GetAsync("/api/reports/summary?from=2026-11-01&to=2027-02-01")).Is(200).Json;
        Assert.Equal(1, summary.GetProperty("received").GetInt32());
        Assert.Equal(1, summary.GetProperty("closed").GetInt32());
        Assert.Equal(1, summary.GetProperty("recovered").GetInt32());
        Assert.Equal(1, summary.GetProperty("causes").GetProperty("late-carrier").GetInt32());
        Assert.True(summary.GetProperty("promises").GetProperty("update").GetProperty("missed").GetInt32() >= 1);
    }
}
