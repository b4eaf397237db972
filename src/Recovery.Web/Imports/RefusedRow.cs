using System.Globalization;

namespace Recovery.Web.Imports;

/// <summary>A row of a list that was not taken, and why.</summary>
/// <param name="Row">From 1; the heading is not counted.</param>
/// <param name="Field">The column that is at fault; <see cref="WholeRow"/> for the row itself.</param>
/// <param name="Reason">To follow the field's name; quotes nothing of the row.</param>
public sealed record RefusedRow(int Row, string Field, string Reason)
{
    public const string WholeRow = "row";

    public override string ToString() => $"row {Row}, {Field}: {Reason}";

    /// <summary>What <see cref="ToString"/> wrote; any other sentence is a reason without a place.</summary>
    public static RefusedRow Parse(string text)
    {
        const string start = "row ";
        var comma = text.IndexOf(", ", StringComparison.Ordinal);
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return text.StartsWith(start, StringComparison.Ordinal) && comma > 0 && colon > comma
            && int.TryParse(text.AsSpan(start.Length, comma - start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            ? new RefusedRow(row, text[(comma + 2)..colon], text[(colon + 2)..])
            : new RefusedRow(0, WholeRow, text);
    }
}
