using NodaTime;
using Recovery.Complaints;
using Recovery.Intake.Incidents;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IIncidents"/> keeps to.</summary>
public abstract class IncidentsContract
{
    protected abstract IIncidents Incidents { get; }

    [Fact]
    public async Task What_was_saved_is_found_whole()
    {
        var incident = Incident("outage1") with { Refused = [.. Enumerable.Range(1, 1000).Select(n => $"row {n}: email: is no address")], Jobs = ["job1", "job2"] };

        await Incidents.SaveAsync(incident, default);

        var found = (await Incidents.FindAsync("outage1", default))!;
        Assert.Equal(incident.Refused, found.Refused);
        Assert.Equal(incident.Jobs, found.Jobs);
        Assert.Equal(incident with { Refused = [], Jobs = [] }, found with { Refused = [], Jobs = [] });
        Assert.Null(await Incidents.FindAsync("outage2", default));
    }

    [Fact]
    public async Task Saved_again_it_is_replaced_and_listed_once()
    {
        await Incidents.SaveAsync(Incident("outage1"), default);
        var later = Incident("outage1") with { ReportedAt = StoredCases.Monday + Duration.FromHours(2), Affected = 7 };

        await Incidents.SaveAsync(later, default);
        await Incidents.SaveAsync(later, default);

        Assert.Equal(7, (await Incidents.FindAsync("outage1", default))!.Affected);
        Assert.Equal(7, Assert.Single(await Incidents.ListAsync(10, default)).Affected);
    }

    [Fact]
    public async Task Reported_by_several_at_once_it_is_one()
    {
        await Task.WhenAll(Enumerable.Range(1, 5).Select(n => Incidents.SaveAsync(
            Incident("outage1") with { ReportedAt = StoredCases.Monday + Duration.FromMinutes(n), Affected = n }, default)));

        var listed = Assert.Single(await Incidents.ListAsync(10, default));
        Assert.Equal(listed.Affected, (await Incidents.FindAsync("outage1", default))!.Affected);
    }

    [Fact]
    public async Task The_newest_are_listed_first()
    {
        foreach (var number in Enumerable.Range(1, 4))
            await Incidents.SaveAsync(Incident($"outage{number}") with { ReportedAt = StoredCases.Monday + Duration.FromHours(number) }, default);

        Assert.Equal(["outage4", "outage3", "outage2"], (await Incidents.ListAsync(3, default)).Select(i => i.Notice.Id));
    }

    private static Incident Incident(string id) => new(
        new IncidentNotice
        {
            Id = id,
            Title = "the outage of Monday",
            HappenedAt = StoredCases.Monday,
            Message = "Für zwei Stunden 😀",
            Category = "delivery",
        },
        StoredCases.Monday, "maya", 3, []);
}
