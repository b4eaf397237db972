using Azure;

namespace RecoveryFunctions.Storage;

/// <summary>
/// The row of a case as somebody read it: what <see cref="Recovery.Cases.CaseWork.Seen"/> holds here. It carries the place in the
/// lists too, so that whoever saves can move the case there without reading where it stands.
/// </summary>
internal sealed record CaseMark(int Version, ETag Tag, IndexPlace Place)
{
    public string ToSeen() => string.Join(
        '\n', Version, Tag, Place.Revision, Place.Closed ? 1 : 0, Place.DueSort, Place.Wake, Place.Owner is { } owner ? $"+{owner}" : "-");

    /// <exception cref="FormatException">It is none that <see cref="ToSeen"/> made.</exception>
    public static CaseMark Parse(string seen)
    {
        var parts = seen.Split('\n', 7);
        if (parts.Length < 7)
            throw new FormatException("This is no mark of a case's row.");
        var place = new IndexPlace(
            int.Parse(parts[2]),
            parts[3] == "1",
            long.Parse(parts[4]),
            parts[6].StartsWith('+') ? parts[6][1..] : null,
            parts[5].Length > 0 ? long.Parse(parts[5]) : null);
        return new CaseMark(int.Parse(parts[0]), new ETag(parts[1]), place);
    }
}
