using System.Buffers.Text;
using System.Text;
using NodaTime;

namespace Recovery.Cases;

/// <summary>A place in the queue: open cases by what is due first and those with nothing due last among them, then closed ones; equals by id.</summary>
/// <param name="DueSort">Unix ticks (100 ns); the greatest number for a case with nothing due.</param>
public sealed record QueuePlace(bool Closed, long DueSort, CaseId Id)
{
    public static QueuePlace Of(CaseSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new(summary.Status == "closed", SortOf(summary.DueAt), summary.Id);
    }

    public static long SortOf(Instant? due) => due?.ToUnixTimeTicks() ?? long.MaxValue;

    /// <exception cref="InvalidCursorException">It is not one that <see cref="ToCursor"/> made.</exception>
    public static QueuePlace Parse(string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor))
            throw new InvalidCursorException();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('/');
        if (parts is not [("0" or "1") and var closed, var due, var id] || !long.TryParse(due, out var sort) || !CaseId.TryParse(id, out var last))
            throw new InvalidCursorException();
        return new QueuePlace(closed == "1", sort, last);
    }

    /// <summary>As <see cref="CasePage.Next"/> has it.</summary>
    public string ToCursor() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(Closed ? 1 : 0)}/{DueSort}/{Id}"));
}
