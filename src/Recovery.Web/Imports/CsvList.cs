using CsvHelper;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Imports;

/// <param name="Number">From 1; the heading and empty rows' places are counted as a spreadsheet does, the heading not.</param>
/// <param name="Values">By member; a cell that is empty is absent.</param>
internal sealed record ListRow(int Number, IReadOnlyDictionary<string, string> Values);

/// <summary>A list with a heading row, as spreadsheets write them: comma, semicolon or tab, in any order of columns.</summary>
/// <param name="Refused">Rows that cannot be told into columns.</param>
/// <param name="LeftOut">Columns that nobody knows here, nor means.</param>
/// <param name="Notice">What somebody should look at, such as the charset; null for none.</param>
internal sealed record CsvList(IReadOnlyList<ListRow> Rows, IReadOnlyList<RefusedRow> Refused, IReadOnlyList<string> LeftOut, string? Notice)
{
    public const int Bytes = 20 * 1024 * 1024;

    public const int MostRows = 50_000;

    private const int MostColumns = 200;

    /// <summary>Field of faults of the whole file.</summary>
    public const string File = "file";

    private static readonly CsvReaderOptions s_options = new() { HasHeader = false, IncludeValuesInExceptions = false, TrimWhitespace = true };

    /// <param name="required">A column without which no row can be read; null for none.</param>
    public static (CsvList? List, IReadOnlyList<FieldFault> Faults) Read(ReadOnlyMemory<byte> bytes, ListColumns columns, string? required)
    {
        var (text, notice, unreadable) = ListText.Of(bytes);
        if (unreadable is not null)
            return (null, [new FieldFault(File, unreadable)]);
        CsvMalformedReason? broken = null;
        using var csv = CsvReader.Create(text, s_options with { OnMalformedRecord = found => broken = found.Reason });
        if (!csv.Read())
            return (null, [new FieldFault(File, "is empty")]);
        if (broken is CsvMalformedReason.UnterminatedQuote)
            return (null, [new FieldFault(File, "opens a quotation mark in its heading and never closes it")]);
        if (csv.FieldCount > MostColumns)
            return (null, [new FieldFault(File, $"has {PlainText.Number(csv.FieldCount)} columns; {MostColumns} are read")]);

        var faults = new List<FieldFault>();
        var heading = columns.Match([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)], faults);
        if (required is not null && faults.Count == 0 && !heading.Members.Contains(required))
            faults.Add(new FieldFault(required, $"is no column of the heading row; known columns are {string.Join(", ", columns.Names)}"));
        if (faults.Count > 0)
            return (null, faults);

        var (rows, refused, number) = (new List<ListRow>(), new List<RefusedRow>(), 0);
        while (true)
        {
            broken = null;
            if (!csv.Read())
                break;
            if (++number > MostRows)
                return (null, [new FieldFault(File, $"has more than {PlainText.Number(MostRows)} rows; import it in parts")]);
            if (Fault(csv, heading.Members.Count, broken) is { } fault)
                refused.Add(new RefusedRow(number, RefusedRow.WholeRow, fault));
            else if (Values(csv, heading.Members) is { Count: > 0 } values)
                rows.Add(new ListRow(number, values));
        }

        return (new CsvList(rows, refused, heading.LeftOut, notice), []);
    }

    private static string? Fault(CsvReader csv, int columns, CsvMalformedReason? broken) => broken switch
    {
        CsvMalformedReason.UnterminatedQuote => "opens a quotation mark and never closes it; what follows in the file was not read",
        CsvMalformedReason.TextAfterClosingQuote => "goes on after a closing quotation mark; one inside a text is written twice",
        _ when csv.FieldCount != columns && !IsEmpty(csv) =>
            $"has {PlainText.Number(csv.FieldCount)} cells, and the heading has {columns}; a text with a separator or a line break stands in quotation marks",
        _ => null,
    };

    private static bool IsEmpty(CsvReader csv) => csv.FieldCount <= 1 && csv.GetString(0).Trim().Length == 0;

    private static Dictionary<string, string> Values(CsvReader csv, IReadOnlyList<string?> members)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(csv.FieldCount, members.Count); i++)
        {
            if (members[i] is { } member && !csv.IsEmpty(i) && csv.GetString(i) is var value && value.AsSpan().Trim().Length > 0)
                values[member] = value;
        }

        return values;
    }
}
