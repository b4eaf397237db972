using System.Text.Json;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Imports;

/// <summary>What was said of a list when it was read. Holds no personal data; kept as long as its job.</summary>
public sealed record ImportReport(int Rows, IReadOnlyList<RefusedRow> Refused, IReadOnlyList<string> LeftOut, string? Notice);

/// <summary>How far an import has come.</summary>
/// <param name="Opened">Cases opened, joined, or there already.</param>
/// <param name="Refused">Every row that was refused, when it was read or when it was opened, by number.</param>
public sealed record ImportProgress(IntakeJob Job, ImportReport Report, int Opened, IReadOnlyList<RefusedRow> Refused, int RefusedRows)
{
    /// <summary>Rows that are neither opened nor refused yet.</summary>
    public int Waiting => Math.Max(0, Report.Rows - Opened - RefusedRows);

    public bool IsDone => Waiting == 0;
}

/// <summary>Imports of lists of complaints: looked at first, then opened one by one.</summary>
internal sealed class ImportRuns(IIntakeJobs jobs, IKeptFiles files, ICaseStore store, IPolicyLibrary policies, IClock clock)
{
    public const string Kind = "import";

    /// <summary>Place of <see cref="IKeptFiles"/> for lists that were looked at, and for reports.</summary>
    public const string Place = "imports";

    /// <summary>Looking for each case takes its time; a longer list is not asked which of its rows are there already.</summary>
    private const int MostLookedFor = 2_000;

    private const int AtOnce = 32;

    public (ComplaintList? List, IReadOnlyList<FieldFault> Faults) Read(ReadOnlyMemory<byte> csv) =>
        ComplaintList.Read(csv, policies.Current.Zone, clock.GetCurrentInstant());

    /// <summary>How many of the complaints have a case already; null for a list that is too long to ask.</summary>
    public async Task<int?> KnownAsync(ComplaintList list, CancellationToken cancel)
    {
        if (list.Complaints.Count > MostLookedFor)
            return null;
        var known = 0;
        await Parallel.ForEachAsync(list.Complaints, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (complaint, stop) =>
        {
            if (await store.LoadAsync(complaint.Incoming.Case, stop) is not null)
                Interlocked.Increment(ref known);
        });
        return known;
    }

    /// <summary>The same file under the same key is one import.</summary>
    /// <param name="hash">SHA-256 of the file in lower-case hexadecimal digits.</param>
    public static string IdOf(string hash, string key) => CaseId.From("import-job", $"{key}\n{hash}").Value;

    /// <param name="title">The file's name.</param>
    public async Task StartAsync(string id, string title, ComplaintList list, CancellationToken cancel)
    {
        var report = new ImportReport(list.Rows, list.Refused, list.LeftOut, list.Notice);
        await files.PutAsync(Place, ReportName(id), JsonSerializer.SerializeToUtf8Bytes(report), cancel);
        var items = list.Complaints.Select(c => new IntakeJobItem(c.Number, c.Incoming.Case, IntakeJobJson.Write(c.Incoming))).ToList();
        await jobs.AddAsync(new IntakeJob(id, Kind, title.Length > 0 ? title : "complaints.csv", clock.GetCurrentInstant(), items.Count), items, cancel);
    }

    public async Task<ImportProgress?> FindAsync(string id, CancellationToken cancel)
    {
        if (await jobs.FindAsync(id, cancel) is not { Job.Kind: Kind } progress)
            return null;
        var kept = await files.FindAsync(Place, ReportName(id), cancel);
        var report = (kept is null ? null : JsonSerializer.Deserialize<ImportReport>(kept)) ?? new ImportReport(progress.Job.Total, [], [], null);
        var later = progress.Refusals.Select(r => Told(r.Number, r.Refusal ?? ""));
        var unread = report.Refused.Select(r => r.Row).Distinct().Count();
        return new ImportProgress(progress.Job, report, progress.Opened, [.. report.Refused.Concat(later).OrderBy(r => r.Row)], unread + progress.Refused);
    }

    public async Task<IReadOnlyList<IntakeJob>> ListAsync(int limit, CancellationToken cancel) =>
        [.. (await jobs.ListAsync(limit, cancel)).Where(j => j.Kind == Kind)];

    // What refuses a complaint names its field first: "email: is not an address".
    private static RefusedRow Told(int row, string refusal)
    {
        if (refusal.StartsWith(IdempotencyKey.Header, StringComparison.Ordinal))
            return new RefusedRow(row, "id", "is that of a complaint which is there already and says something else; nothing was changed");
        var colon = refusal.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && ComplaintList.Columns.Contains(refusal[..colon], StringComparer.Ordinal)
            ? new RefusedRow(row, refusal[..colon], refusal[(colon + 2)..])
            : new RefusedRow(row, RefusedRow.WholeRow, refusal);
    }

    private static string ReportName(string id) => Fingerprints.Of($"report\n{id}");
}
