using System.Text.Json;
using NodaTime;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Web.Http;
using Recovery.Web.Imports;
using Recovery.Web.Intake;

namespace Recovery.Web.Incidents;

/// <summary>The customers whom a failure hit, each once.</summary>
/// <param name="LeftOut">Columns that nobody knows here.</param>
/// <param name="Notice">What somebody should look at, such as the charset.</param>
public sealed record AffectedList(IReadOnlyList<AffectedCustomer> Customers, IReadOnlyList<RefusedRow> Refused, IReadOnlyList<string> LeftOut, string? Notice)
{
    private static readonly string[] s_members = ["name", "email", "phone", "customerId", "orderReference", "language"];

    private static readonly ListColumns s_columns = new(s_members);

    public static IReadOnlyList<string> Columns => s_members;

    /// <summary>How many have no address that a message could go to.</summary>
    public int WithoutAddress => Customers.Count(c => c.Email is null);

    internal static (AffectedList? List, IReadOnlyList<FieldFault> Faults) FromCsv(ReadOnlyMemory<byte> csv, Instant now)
    {
        var (list, faults) = CsvList.Read(csv, s_columns, required: null);
        if (list is null)
            return (null, faults);
        var rows = list.Rows.Select(r => (r.Number, (IReadOnlyDictionary<string, object?>)r.Values.ToDictionary(v => v.Key, v => (object?)v.Value, StringComparer.Ordinal)));
        var read = Of(rows, now);
        return (read with { Refused = [.. list.Refused.Concat(read.Refused).OrderBy(r => r.Row)], LeftOut = list.LeftOut, Notice = list.Notice }, []);
    }

    /// <param name="customers">The array of the document; an element that is no object is a refused row.</param>
    internal static (AffectedList? List, IReadOnlyList<FieldFault> Faults) FromJson(JsonElement customers, Instant now)
    {
        if (customers.ValueKind is not JsonValueKind.Array)
            return (null, [new FieldFault("customers", "must be an array of objects")]);
        if (customers.GetArrayLength() > CsvList.MostRows)
            return (null, [new FieldFault("customers", $"has more than {PlainText.Number(CsvList.MostRows)} customers; report it in parts")]);
        var (rows, refused, number) = (new List<(int, IReadOnlyDictionary<string, object?>)>(), new List<RefusedRow>(), 0);
        foreach (var customer in customers.EnumerateArray())
        {
            number++;
            if (customer.ValueKind is JsonValueKind.Object)
                rows.Add((number, RequestBody.Members(customer)));
            else
                refused.Add(new RefusedRow(number, RefusedRow.WholeRow, "is no object"));
        }

        var read = Of(rows, now);
        return (read with { Refused = [.. refused.Concat(read.Refused).OrderBy(r => r.Row)] }, []);
    }

    private static AffectedList Of(IEnumerable<(int Number, IReadOnlyDictionary<string, object?> Members)> rows, Instant now)
    {
        var (customers, refused, seen) = (new List<AffectedCustomer>(), new List<RefusedRow>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (number, members) in rows)
        {
            var faults = new List<FieldFault>();
            new FieldReader(members, faults).Only(s_members);
            // A customer is read as a complaint of theirs would be, whose words are not theirs.
            var known = members.Where(m => s_members.Contains(m.Key, StringComparer.Ordinal)).Append(new("description", "An incident."));
            var (complaint, wrong) = ComplaintReader.FromMembers(known.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal), now);
            faults.AddRange(wrong);
            if (complaint is not null && CustomerKeys.Of(complaint) is { IsEmpty: true })
                faults.Add(new FieldFault(RefusedRow.WholeRow, "tells nobody by whom the customer could be known again: give email, phone or customerId"));
            else if (complaint is not null && faults.Count == 0 && !seen.TryAdd(CustomerKeys.Of(complaint)[0], number))
                faults.Add(new FieldFault(RefusedRow.WholeRow, $"is the same customer as in row {seen[CustomerKeys.Of(complaint)[0]]}"));
            if (complaint is not null && faults.Count == 0)
                customers.Add(new AffectedCustomer(number, complaint.Name, complaint.Email, complaint.Phone, complaint.CustomerId, complaint.OrderReference, complaint.Language));
            refused.AddRange(faults.Select(f => new RefusedRow(number, f.Field, f.Reason)));
        }

        return new AffectedList(customers, refused, [], null);
    }
}
