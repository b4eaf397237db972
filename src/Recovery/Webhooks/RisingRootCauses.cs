using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Webhooks;

/// <summary>
/// Publishes root causes that rise, by today's policy. To be run once a day or oftener, in one host or in many: what was told
/// is found in the log by its id, which the cause and the day make.
/// </summary>
public sealed class RisingRootCauses(IReportStore reports, IEventLog log, IPolicyLibrary policies, IClock clock)
{
    /// <summary>Judges the window that ended yesterday; today is not yet counted to its end.</summary>
    public async Task CheckAsync(CancellationToken cancel)
    {
        var policy = policies.Current;
        var rules = policy.Document.RisingCauses;
        var today = clock.GetCurrentInstant().InZone(policy.Zone).Date;
        var yesterday = today.PlusDays(-1);
        var figures = new RisingCauses(await reports.RollupsAsync(RisingCauses.First(yesterday, rules), yesterday, cancel), rules);
        var fresh = new List<PublishedEvent>();
        foreach (var rising in figures.On(yesterday))
        {
            if (await LastToldAsync(rising, rules.QuietDays, cancel) is { } told && !figures.FellBetween(rising.Cause, told, yesterday))
                continue;
            fresh.Add(WebhookEvents.Of(rising, policy.Zone.AtStartOfDay(today).ToInstant()));
        }

        if (fresh.Count > 0)
            await log.AppendAsync(fresh, cancel);
    }

    /// <summary>The latest day, up to that of the window itself, on which it was told of; null when none is near enough to keep it quiet.</summary>
    private async Task<LocalDate?> LastToldAsync(RisingCause rising, int quietDays, CancellationToken cancel)
    {
        for (var back = 0; back < quietDays; back++)
        {
            var day = rising.Until.PlusDays(-back);
            if (await log.FindAsync(WebhookEvents.RisingId(rising.Cause, day), cancel) is not null)
                return day;
        }

        return null;
    }
}
