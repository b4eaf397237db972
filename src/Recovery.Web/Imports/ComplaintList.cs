using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Imports;

/// <summary>A complaint of a list.</summary>
/// <param name="Number">Of its row.</param>
public sealed record ListedComplaint(int Number, IncomingComplaint Incoming);

/// <summary>Complaints as a list has them: the members of <c>POST /api/complaints</c> as columns, and <c>id</c>.</summary>
/// <param name="Rows">How many rows were read, refused ones too.</param>
public sealed record ComplaintList(
    IReadOnlyList<ListedComplaint> Complaints, IReadOnlyList<RefusedRow> Refused, IReadOnlyList<string> LeftOut, string? Notice, int Rows)
{
    private const string Id = "id";

    private static readonly ListColumns s_columns = new([Id, .. ComplaintReader.Members]);

    public static IReadOnlyList<string> Columns => s_columns.Names;

    /// <param name="zone">Of times that a row gives without an offset.</param>
    public static (ComplaintList? List, IReadOnlyList<FieldFault> Faults) Read(ReadOnlyMemory<byte> csv, DateTimeZone zone, Instant now)
    {
        var (list, faults) = CsvList.Read(csv, s_columns, required: "description");
        if (list is null)
            return (null, faults);
        var complaints = new List<ListedComplaint>();
        var refused = new List<RefusedRow>(list.Refused);
        var seen = new Dictionary<CaseId, int>();
        foreach (var row in list.Rows)
        {
            var (incoming, wrong) = Read(row, zone, now);
            if (incoming is null)
                refused.AddRange(wrong.Select(f => new RefusedRow(row.Number, f.Field, f.Reason)));
            else if (!seen.TryAdd(incoming.Case, row.Number))
                refused.Add(new RefusedRow(row.Number, row.Values.ContainsKey(Id) ? Id : RefusedRow.WholeRow, $"is the same as in row {seen[incoming.Case]}"));
            else
                complaints.Add(new ListedComplaint(row.Number, incoming));
        }

        refused.Sort((a, b) => a.Row.CompareTo(b.Row));
        return (new ComplaintList(complaints, refused, list.LeftOut, list.Notice, list.Rows.Count + list.Refused.Count), []);
    }

    private static (IncomingComplaint? Incoming, IReadOnlyList<FieldFault> Faults) Read(ListRow row, DateTimeZone zone, Instant now)
    {
        var members = row.Values.Where(v => v.Key != Id).ToDictionary(v => v.Key, v => (object?)v.Value, StringComparer.Ordinal);
        if (row.Values.TryGetValue("occurredAt", out var when))
            members["occurredAt"] = Moment(when, zone);
        if (row.Values.TryGetValue("anonymous", out var anonymous))
            members["anonymous"] = Flag(anonymous);
        var (complaint, faults) = ComplaintReader.FromMembers(members, now);
        var own = new List<FieldFault>(faults);
        var id = new FieldReader(row.Values, own).Text(Id, IntakeLimits.IdempotencyKey);
        if (complaint is null || own.Count > 0)
            return (null, own);
        var fingerprint = Fingerprints.Of(string.Join('\n', row.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}\0{v.Value}")));
        // Without an id of its own a row is known by all that it says: the same file imported twice opens nothing twice.
        var source = id is null ? CaseId.From("import-row", fingerprint) : CaseId.From("import", id);
        return (new IncomingComplaint(source, new CommandId("open", fingerprint), complaint), []);
    }

    // Spreadsheets write times without an offset, and with a space: they are those of the policy's zone.
    private static string Moment(string text, DateTimeZone zone)
    {
        var trimmed = text.Trim();
        var local = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(trimmed) is { Success: true }
            || LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss").Parse(trimmed) is { Success: true };
        return FormTimes.ToRfc3339(local ? trimmed.Replace(' ', 'T') : trimmed, zone);
    }

    private static string Flag(string text) => text.Trim().ToLowerInvariant() switch
    {
        "1" or "y" or "x" => "true",
        "0" or "n" => "false",
        var other => other,
    };
}
