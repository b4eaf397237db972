using System.Buffers.Text;
using System.Text;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>
/// Where a page of the queue ended: after a case, or where the service was when the walk along the list was broken off. That
/// may be far from any case that was seen, so only the service's own continuation token says it.
/// </summary>
internal sealed record QueueCursor(QueuePlace? After, string? Token)
{
    // No character of Base64Url, which places are written in.
    private const string Walk = "w.";

    /// <exception cref="InvalidCursorException">It is neither.</exception>
    public static QueueCursor Parse(string cursor)
    {
        if (!cursor.StartsWith(Walk, StringComparison.Ordinal))
            return new QueueCursor(QueuePlace.Parse(cursor), null);
        var token = cursor.AsSpan(Walk.Length);
        if (token.IsEmpty || !Base64Url.IsValid(token))
            throw new InvalidCursorException();
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        return text.All(c => c is > (char)31 and < (char)127) ? new QueueCursor(null, text) : throw new InvalidCursorException();
    }

    public override string ToString() => After?.ToCursor() ?? Walk + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Token ?? ""));
}
