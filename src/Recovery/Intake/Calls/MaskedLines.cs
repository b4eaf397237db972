using System.Runtime.InteropServices;
using System.Text;

namespace Recovery.Intake.Calls;

[StructLayout(LayoutKind.Auto)]
internal readonly record struct MaskedPlace(int Start, int End, string Mask);

/// <summary>Where lines are masked, and the lines so.</summary>
internal sealed class MaskedLines(IReadOnlyList<SpokenLine> lines)
{
    private const int Beside = 4;
    private readonly Dictionary<int, List<MaskedPlace>> _places = [];

    /// <summary>How many numbers that is; one may take several places.</summary>
    public int Count { get; set; }

    public void Add(int line, int start, int end, string mask)
    {
        if (!_places.TryGetValue(line, out var places))
            _places[line] = places = [];
        places.Add(new(start, end, mask));
    }

    /// <summary>The last place of the token's line has this mask and ends just before it.</summary>
    public bool EndsNear(SpokenToken token, string mask) =>
        _places.GetValueOrDefault(token.Line) is { Count: > 0 } places && places[^1].Mask == mask && token.Start >= places[^1].End && token.Start - places[^1].End <= Beside;

    /// <summary>In order; what overlaps is one, and so are neighbours of a kind with nothing said between them.</summary>
    public IReadOnlyList<MaskedPlace> Places(int line)
    {
        if (!_places.TryGetValue(line, out var places))
            return [];
        var text = lines[line].Text;
        var merged = new List<MaskedPlace>(places.Count);
        foreach (var place in places.OrderBy(p => p.Start).ThenByDescending(p => p.End))
        {
            if (merged.Count > 0 && (place.Start < merged[^1].End || (place.Mask == merged[^1].Mask && IsNothing(text.AsSpan(merged[^1].End, place.Start - merged[^1].End)))))
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, place.End) };
            else
                merged.Add(place);
        }

        return merged;
    }

    public string[] Texts()
    {
        var texts = new string[lines.Count];
        for (var line = 0; line < texts.Length; line++)
        {
            var text = lines[line].Text;
            var places = Places(line);
            texts[line] = text;
            if (places.Count == 0)
                continue;
            var masked = new StringBuilder(text.Length);
            var at = 0;
            foreach (var place in places)
            {
                masked.Append(text, at, place.Start - at).Append(place.Mask);
                at = place.End;
            }

            texts[line] = masked.Append(text, at, text.Length - at).ToString();
        }

        return texts;
    }

    private static bool IsNothing(ReadOnlySpan<char> between) => between.Length <= Beside && between.IndexOfAnyInRange('0', 'z') < 0;
}
