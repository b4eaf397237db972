using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Intake.Incidents;

/// <summary>A customer whom a failure hit, as a row of the list has them.</summary>
/// <param name="Number">Of the row, from 1.</param>
public sealed record AffectedCustomer(int Number, string? Name, string? Email, string? Phone, string? CustomerId, string? OrderReference, string? Language);

/// <summary>Takes known failures: each customer on the list gets a case and a message before they complain.</summary>
public sealed class IncidentReports(IIncidents incidents, IIntakeJobs jobs, ICaseStore store, IClock clock)
{
    private const int MostRefused = 1_000;
    private const int LoadsAtOnce = 16;
    private const int WaitingAtOnce = 500;

    /// <summary>Reporting the same again is the same incident; customers who are new on the list get their case.</summary>
    /// <param name="refused">Rows that could not be read; kept with the incident.</param>
    public async Task<Incident> ReportAsync(
        IncidentNotice notice, string reportedBy, IReadOnlyList<AffectedCustomer> customers, IReadOnlyList<string> refused, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(refused);
        var now = clock.GetCurrentInstant();
        var items = AffectedCustomers.Once(customers).Select(c => Item(notice, c)).ToList();
        var job = new IntakeJob(JobId(notice, items), "incident", notice.Title, now, items.Count);
        var known = await incidents.FindAsync(notice.Id, cancel);
        var isRepeat = known?.Jobs.Contains(job.Id, StringComparer.Ordinal) ?? false;
        var more = known is null ? items.Count : isRepeat ? 0 : await NewAsync(known, items, cancel);

        // The job first: were it cut off here, the same report would find the job and still make the incident.
        if (items.Count > 0)
            await jobs.AddAsync(job, items, cancel);
        var incident = new Incident(
            notice,
            known?.ReportedAt ?? now,
            known?.ReportedBy ?? reportedBy,
            (known?.Affected ?? 0) + more,
            [.. (known?.Refused ?? []).Union(refused, StringComparer.Ordinal).Take(MostRefused)])
        {
            Jobs = items.Count == 0 ? known?.Jobs ?? [] : [.. (known?.Jobs ?? []).Union([job.Id], StringComparer.Ordinal)],
        };
        await incidents.SaveAsync(incident, cancel);
        return incident;
    }

    /// <summary>The complaint that opens the case of one of them.</summary>
    public static Complaint ComplaintOf(IncidentNotice notice, AffectedCustomer customer)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(customer);
        return new Complaint
        {
            Channel = Channel.Incident,
            Description = $"{notice.Title}\n\n{notice.Message}",
            Name = customer.Name,
            Email = customer.Email,
            Phone = customer.Phone,
            CustomerId = customer.CustomerId,
            OrderReference = customer.OrderReference,
            Language = customer.Language,
            OccurredAt = notice.HappenedAt,
            Incident = notice,
        };
    }

    /// <summary>How many neither have their case nor wait for it by an earlier list.</summary>
    private async Task<int> NewAsync(Incident known, IReadOnlyList<IntakeJobItem> items, CancellationToken cancel)
    {
        // Who waits is asked first: what is opened in between is then found as a case.
        var waiting = new HashSet<CaseId>();
        foreach (var job in known.Jobs)
            await AddWaitingAsync(job, waiting, cancel);
        var count = 0;
        await Parallel.ForEachAsync(items.Where(i => !waiting.Contains(i.Case)), new ParallelOptions { MaxDegreeOfParallelism = LoadsAtOnce, CancellationToken = cancel }, async (item, stop) =>
        {
            if (await store.LoadAsync(item.Case, stop) is null)
                Interlocked.Increment(ref count);
        });
        return count;
    }

    private async Task AddWaitingAsync(string job, HashSet<CaseId> waiting, CancellationToken cancel)
    {
        var from = 1;
        while (await jobs.WaitingAsync(job, from, WaitingAtOnce, cancel) is { Count: > 0 } some)
        {
            waiting.UnionWith(some.Select(i => i.Case));
            from = some[^1].Number + 1;
        }
    }

    private static IntakeJobItem Item(IncidentNotice notice, (string Key, AffectedCustomer Customer) affected)
    {
        var (key, customer) = affected;
        var id = CaseId.From("incident", $"{notice.Id}\n{key}");
        // A later report may word the notice better; who was told by an earlier one is not told again, and it is no fault.
        return new IntakeJobItem(customer.Number, id, IntakeJobJson.Write(new IncomingComplaint(id, new CommandId("open"), ComplaintOf(notice, customer))));
    }

    /// <summary>Of whom it is about, so that the same list is the same job.</summary>
    private static string JobId(IncidentNotice notice, IReadOnlyList<IntakeJobItem> items)
    {
        var whole = string.Join('\n', items.Select(i => i.Case.Value).Order(StringComparer.Ordinal).Prepend(notice.Id));
        return CaseId.Base32(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 16));
    }
}
