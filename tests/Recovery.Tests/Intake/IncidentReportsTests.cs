using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Tests.Cases;

namespace Recovery.Tests.Intake;

/// <summary>Known failures, and the jobs that open their cases.</summary>
public class IncidentReportsTests
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task Each_customer_on_the_list_has_a_case_and_a_message_before_they_complain()
    {
        var incident = await ReportAsync([Carla(1), Carla(2) with { Email = "dora@customer.example", CustomerId = null }]);
        await _desk.RunAsync();

        Assert.Equal((2, "anna"), (incident.Affected, incident.ReportedBy));
        Assert.Equal(2, _desk.Cases.All.Count);
        Assert.Equal([Desk.Carla, "dora@customer.example"], _desk.Sent.Where(m => m.Effect is CustomerEmail { Kind: MessageKind.Incident }).Select(m => m.To.Single().Address).Order());
        var page = await _desk.Cases.QueryAsync(new CaseQuery { Text = Incident.SearchWord("van"), Now = _desk.Now }, default);
        Assert.Equal(2, page.Cases.Count);
    }

    [Fact]
    public async Task A_customer_who_stands_there_twice_has_one_case_with_all_their_orders()
    {
        var incident = await ReportAsync(
        [
            Carla(1) with { CustomerId = null },
            Carla(2) with { Email = " CARLA@customer.example", OrderReference = "B-2", Phone = "+49 30 1234567" },
            Carla(3) with { Email = null, CustomerId = null, Phone = "030 1234567", OrderReference = "B-2" },
        ]);

        Assert.Equal(1, incident.Affected);
        var complaint = Assert.Single(_desk.Cases.All).Complaint;
        Assert.Equal(("A-1, B-2", "C-1"), (complaint.OrderReference, complaint.CustomerId));
    }

    [Fact]
    public async Task Who_cannot_be_told_apart_by_any_key_has_a_case_by_row()
    {
        AffectedCustomer[] rows = [Nobody(1), Nobody(2), Nobody(3) with { Name = "Dora" }];
        Assert.Equal(3, (await ReportAsync(rows)).Affected);
        await ReportAsync(rows);

        Assert.Equal(3, _desk.Cases.All.Count);
    }

    [Fact]
    public async Task Reported_again_it_is_the_same_and_a_longer_list_adds_only_who_is_new()
    {
        AffectedCustomer[] two = [Carla(1), Nobody(2)];
        await ReportAsync(two, "row 3: email is no address");
        _desk.Now += NodaTime.Duration.FromHours(1);
        var again = await ReportAsync([.. two.Reverse()], "row 3: email is no address");
        Assert.Equal((2, Life.Monday, 1), (again.Affected, again.ReportedAt, again.Refused.Count));
        Assert.Single(await _desk.Jobs.ListAsync(10, default));

        var longer = await ReportAsync([.. two, Carla(3) with { Email = "dora@customer.example", CustomerId = null }], "row 9: empty");
        Assert.Equal((3, 2), (longer.Affected, longer.Refused.Count));
        Assert.Equal(3, _desk.Cases.All.Count);
        await _desk.RunAsync();
        Assert.Equal(2, _desk.Sent.Count(m => m.Effect is CustomerEmail));
    }

    [Fact]
    public async Task A_later_list_that_names_a_customer_in_another_way_does_not_write_to_them_twice()
    {
        await ReportAsync([Carla(1) with { CustomerId = null }]);
        await ReportAsync([Carla(1)]);

        Assert.Single(_desk.Cases.All);
    }

    [Fact]
    public async Task Cut_off_before_the_incident_is_kept_the_same_report_makes_it()
    {
        await _desk.Reports.ReportAsync(Notice(), "anna", [Carla(1)], [], default);
        var fresh = new MemoryIncidentsAfterCrash(_desk);
        Assert.Equal(1, (await fresh.Reports.ReportAsync(Notice(), "anna", [Carla(1)], [], default)).Affected);
        Assert.Single(await _desk.Jobs.ListAsync(10, default));
    }

    [Fact]
    public async Task A_customer_who_complained_before_we_knew_is_pointed_out_to_staff()
    {
        var complained = await _desk.OpensAsync("1", Life.Complaint("Where is it?") with { OrderReference = "A-1" });
        await ReportAsync([Carla(1)]);

        var opened = _desk.Cases.All.Single(c => c.Id != complained.Case.Id);
        Assert.Equal("the same customer, less than a day earlier, about the same order", Assert.Single(opened.Suspects).Why);
    }

    [Fact]
    public async Task A_job_of_which_one_item_fails_settles_the_others_says_why_some_were_refused_and_tries_that_one_again()
    {
        var good = Desk.Incoming("1", Life.Complaint());
        IntakeJobItem[] items =
        [
            new(1, good.Case, IntakeJobJson.Write(good)),
            new(2, CaseId.From("test", "2"), IntakeJobJson.Write(Desk.Incoming("2", Life.Complaint(" ")))),
            new(3, CaseId.From("test", "3"), "{ no JSON"),
            new(4, CaseId.From("test", "4"), IntakeJobJson.Write(Desk.Incoming("4", Life.Complaint()))),
        ];
        await _desk.Jobs.AddAsync(new IntakeJob("job", "import", "old.csv", _desk.Now, 4), items, default);
        _desk.Cases.BeforeSave = change => change.Case.Id == items[0].Case ? throw new IOException("cut off") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => _desk.Runner.RunAsync("job", 1, 10, default));
        Assert.Equal((1, 2), await ProgressAsync());
        _desk.Cases.BeforeSave = null;

        Assert.Equal(1, await _desk.Runner.RunAsync("job", 1, 10, default));
        Assert.Equal(0, await _desk.Runner.RunAsync("job", 1, 10, default));
        Assert.Equal((2, 2), await ProgressAsync());
        var progress = (await _desk.Jobs.FindAsync("job", default))!;
        Assert.Equal("description: Please say what went wrong.", progress.Refusals.Single(r => r.Number == 2).Refusal);
    }

    [Fact]
    public async Task A_longer_list_sent_while_the_first_waits_counts_nobody_twice_and_both_jobs_are_the_incidents()
    {
        AffectedCustomer[] two = [Carla(1), Nobody(2)];
        await _desk.Reports.ReportAsync(Notice(), "anna", two, [], default);
        var longer = await _desk.Reports.ReportAsync(Notice(), "anna", [.. two, Nobody(3) with { Email = "dora@customer.example" }], [], default);

        Assert.Equal((3, 2), (longer.Affected, longer.Jobs.Count));
        foreach (var job in longer.Jobs)
            await _desk.Runner.RunAsync(job, 1, 1_000, default);
        Assert.Equal(3, _desk.Cases.All.Count);
    }

    [Fact]
    public async Task Two_rows_of_one_customer_are_opened_in_their_order_so_that_the_second_is_seen_to_repeat_the_first()
    {
        const int rows = 60;
        var items = Enumerable.Range(1, rows).Select(n =>
        {
            var complaint = Desk.Incoming($"row {n}", Life.Complaint("The red kettle leaks at the handle.") with { Email = $"c{n % (rows / 2)}@customer.example" });
            return new IntakeJobItem(n, complaint.Case, IntakeJobJson.Write(complaint));
        }).ToList();
        await _desk.Jobs.AddAsync(new IntakeJob("job", "import", "old.csv", _desk.Now, rows), items, default);
        // The earlier row takes its time: opened beside it, the later one would find nothing.
        _desk.Cases.BeforeSave = change => items.FindIndex(i => i.Case == change.Case.Id) is >= 0 and < rows / 2 ? Task.Delay(2) : Task.CompletedTask;

        Assert.Equal(rows, await _desk.Runner.RunAsync("job", 1, rows, default));

        Assert.Equal(
            items.Skip(rows / 2).Select(i => i.Case).OrderBy(c => c.Value, StringComparer.Ordinal),
            _desk.Cases.All.Where(c => !c.Suspects.IsEmpty).Select(c => c.Id).OrderBy(c => c.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task With_the_storage_away_only_a_few_are_tried()
    {
        var items = Enumerable.Range(1, 100).Select(n =>
        {
            var complaint = Desk.Incoming($"row {n}", Life.Complaint() with { Email = $"c{n}@customer.example" });
            return new IntakeJobItem(n, complaint.Case, IntakeJobJson.Write(complaint));
        }).ToList();
        await _desk.Jobs.AddAsync(new IntakeJob("job", "import", "old.csv", _desk.Now, 100), items, default);
        var tried = 0;
        _desk.Cases.BeforeSave = _ =>
        {
            Interlocked.Increment(ref tried);
            throw new IOException("away");
        };

        await Assert.ThrowsAsync<IOException>(() => _desk.Runner.RunAsync("job", 1, 100, default));

        Assert.InRange(tried, 1, 20);
        Assert.Equal((0, 0), await ProgressAsync());
    }

    private async Task<(int Opened, int Refused)> ProgressAsync() => await _desk.Jobs.FindAsync("job", default) is { } p ? (p.Opened, p.Refused) : default;

    private async Task<Incident> ReportAsync(IReadOnlyList<AffectedCustomer> customers, params string[] refused)
    {
        var incident = await _desk.Reports.ReportAsync(Notice(), "anna", customers, refused, default);
        foreach (var job in await _desk.Jobs.ListAsync(10, default))
            await _desk.Runner.RunAsync(job.Id, 1, 1_000, default);
        return incident;
    }

    private static IncidentNotice Notice() => new()
    {
        Id = "van",
        Title = "a delivery van that burnt out",
        HappenedAt = Life.Monday,
        Message = "Your parcel was in it.",
        Category = "delivery",
    };

    private static AffectedCustomer Carla(int row) => new(row, "Carla Customer", Desk.Carla, null, "C-1", "A-1", "en");

    private static AffectedCustomer Nobody(int row) => new(row, null, null, null, null, null, null);

    /// <summary>The same installation, whose incident was never kept.</summary>
    private sealed class MemoryIncidentsAfterCrash(Desk desk)
    {
        public IncidentReports Reports { get; } = new(new Recovery.Contracts.MemoryIncidents(), desk.Jobs, desk.Cases, desk);
    }
}
