using System.Collections.Immutable;
using System.Net;
using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Local.Tests.Web;

public class ReportTests
{
    [Fact]
    public async Task A_summary_covers_the_last_90_days_and_tells_the_floor_beside_the_rate()
    {
        await using var site = await Site.StartAsync();
        Count(site, new LocalDate(2026, 8, 26), ("closed", 100)); // The day before the 90 days.
        Count(site, new LocalDate(2026, 8, 27), ("closed", 8), ("answered", 4), ("recovered", 3));
        using var maya = site.Staff();
        using var answer = await maya.GetAsync("/api/reports/summary");
        var summary = await CaseApiTests.JsonAsync(answer);
        Assert.Equal(("2026-08-27", "2026-11-24"), (summary["from"]!.ToString(), summary["to"]!.ToString()));
        Assert.Equal((0.75, 0.375), ((double)summary["recoveryRate"]!, (double)summary["recoveryRateFloor"]!));
    }

    [Theory]
    [InlineData("from=2026-11-02&to=2026-11-01", "from")]
    [InlineData("from=2020-01-01&to=2026-01-01", "from")]
    [InlineData("to=tomorrow", "to")]
    public async Task A_period_that_makes_no_sense_is_named(string query, string parameter)
    {
        await using var site = await Site.StartAsync();
        using var maya = site.Staff();
        foreach (var report in (string[])["summary", "outcomes.csv"])
        {
            using var answer = await maya.GetAsync($"/api/reports/{report}?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(parameter, (await CaseApiTests.JsonAsync(answer))["errors"]![0]!["field"]!.ToString());
        }
    }

    [Fact]
    public async Task What_looks_like_a_formula_is_text_in_the_spreadsheet()
    {
        await using var site = await Site.StartAsync();
        site.Cases.Outcomes.Add(new OutcomeRow
        {
            Case = CaseId.From("test", "1"),
            ClosedOn = new LocalDate(2026, 11, 20),
            OpenedAt = Instant.FromUtc(2026, 11, 1, 9, 0),
            ClosedAt = Instant.FromUtc(2026, 11, 20, 9, 0),
            PolicyId = "p",
            Channel = "form",
            Category = "=HYPERLINK(\"x\")",
            Severity = "a,b",
            Manner = CloseManner.Silence,
            Answered = false,
            Recovered = false,
            RecoveryTime = Duration.FromHours(1),
            Reopenings = 0,
            AskedFirst = 0,
            HighestLevel = 1,
            PromisesKept = 2,
            PromisesMissed = 1,
        });
        using var maya = site.Staff();
        using var answer = await maya.GetAsync("/api/reports/outcomes.csv?from=2026-11-01&to=2026-11-24");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.StartsWith("case,closed_on,opened_at", lines[0], StringComparison.Ordinal);
        Assert.Contains(",2026-11-20,2026-11-01T09:00:00Z,", lines[1], StringComparison.Ordinal);
        Assert.Contains("'=HYPERLINK", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"a,b\"", lines[1], StringComparison.Ordinal);
        Assert.Contains(",3600,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_page_tells_no_rate_from_a_handful()
    {
        await using var site = await Site.StartAsync();
        using var client = site.Customer();
        Count(site, new LocalDate(2026, 11, 1), ("closed", 9), ("answered", 9), ("recovered", 9));
        Assert.Contains("Fewer than 10 cases", await client.PageAsync("/statistics"), StringComparison.Ordinal);
        Count(site, new LocalDate(2026, 11, 2), ("closed", 1));
        var page = Browser.Text(await client.PageAsync("/statistics"));
        Assert.Contains("100 %", page, StringComparison.Ordinal);
        Assert.Contains("At the very least 90 %", page, StringComparison.Ordinal);
    }

    private static void Count(Site site, LocalDate day, params (string Figure, long Times)[] figures) =>
        site.Cases.Rollups.Add(new DailyRollup(day, figures.ToImmutableDictionary(f => f.Figure, f => f.Times)));
}
