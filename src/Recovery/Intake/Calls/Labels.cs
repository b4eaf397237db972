using System.Buffers;
using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>Speakers named before a colon, in formats that have no other place for them.</summary>
internal static class Labels
{
    private const int Longest = 40;
    private const int MostWords = 4;
    private static readonly SearchValues<char> s_sentence = SearchValues.Create(".?!,;\"");

    /// <summary>
    /// A word before a colon is a speaker when it names a side, when a time stands before it, or when it begins several
    /// lines; what follows without one is the same speaker's.
    /// </summary>
    public static List<SpokenPhrase> Of(List<SpokenPhrase> phrases, bool follow = false)
    {
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var found = new (string Label, int Behind)[phrases.Count];
        for (var i = 0; i < phrases.Count; i++)
        {
            found[i] = Split(phrases[i].Text);
            if (found[i].Label.Length > 0)
                counts[found[i].Label] = counts.GetValueOrDefault(found[i].Label) + 1;
        }

        var (speaker, at, until) = ("", (Duration?)null, (Duration?)null);
        for (var i = 0; i < phrases.Count; i++)
        {
            var (label, behind) = found[i];
            var isLabel = label.Length > 0
                && (counts[label] > 1 || (follow && phrases[i].At is not null) || SpokenWords.All.SideOf(label) is not Side.Unknown);
            if (isLabel)
            {
                (speaker, at, until) = (label, phrases[i].At, phrases[i].Until);
                phrases[i] = phrases[i] with { Speaker = label, Text = phrases[i].Text[behind..].TrimStart() };
            }
            else if (follow)
            {
                phrases[i] = phrases[i] with { Speaker = speaker, At = phrases[i].At ?? at, Until = phrases[i].Until ?? until };
            }
        }

        return phrases;
    }

    private static (string Label, int Behind) Split(string text)
    {
        var colon = text.AsSpan(0, Math.Min(text.Length, Longest + 1)).IndexOf(':');
        if (colon < 1 || !char.IsLetter(text[0]) || (colon + 1 < text.Length && text[colon + 1] is not (' ' or '\t')))
            return ("", 0);
        var label = text.AsSpan(0, colon).Trim();
        var words = label.Count(' ') + 1;
        return words <= MostWords && label.IndexOfAny(s_sentence) < 0 ? (label.ToString(), colon + 1) : ("", 0);
    }
}
