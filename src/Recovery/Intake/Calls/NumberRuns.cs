using System.Buffers;

namespace Recovery.Intake.Calls;

/// <summary>Words of one speaker, as <see cref="NumberMasks"/> reads them.</summary>
/// <param name="Speaker">Empty when nobody knows; all such lines are then one speaker's.</param>
internal readonly record struct SpokenLine(string Speaker, string Text);

/// <summary>Digits that one speaker says in a row, perhaps over several lines.</summary>
internal sealed class NumberRun(string speaker)
{
    private string? _digits;

    public string Speaker { get; } = speaker;

    /// <summary>By their place in all tokens of the call.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>What stands in its place; null while nothing does.</summary>
    public string? Mask { get; set; }

    public string Digits(List<SpokenToken> tokens) => _digits ??= string.Concat(Tokens.Select(t => tokens[t].Digits));
}

/// <summary>
/// Puts the digits of one number together: over hesitations, over lines of the same speaker, and over what the other one
/// says in between, who reads back the digits or asks for the next.
/// </summary>
internal sealed class NumberRuns(IReadOnlyList<SpokenLine> lines, List<SpokenToken> tokens)
{
    private const int LinesApart = 7;
    private const int LongestInterruption = 8;
    private const int FillersTogether = 5;

    private static readonly SearchValues<char> s_ends = SearchValues.Create("/:%+@#([{=<>*&€£$¥|\\~^");

    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private readonly int[] _weightOfLine = new int[lines.Count];

    public List<NumberRun> Find()
    {
        foreach (var token in tokens)
            // Whoever asks for something else ends the number.
            _weightOfLine[token.Line] += token.Kind is SpokenKind.Introduction && token.Introduces is not Introduction.Card ? LongestInterruption + 1 : 1;
        var runs = new List<NumberRun>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var speaker = lines[token.Line].Speaker;
            if (token.Kind is not SpokenKind.Number)
            {
                if (_open.TryGetValue(speaker, out var waiting) && (!token.IsFiller || ++waiting.Fillers > FillersTogether))
                    _open.Remove(speaker);
                continue;
            }

            if (!_open.TryGetValue(speaker, out var open) || !Continues(tokens[open.Run.Tokens[^1]], token))
            {
                open = new Open(new NumberRun(speaker));
                _open[speaker] = open;
                runs.Add(open.Run);
            }

            open.Run.Tokens.Add(i);
            open.Fillers = 0;
        }

        return runs;
    }

    private bool Continues(SpokenToken last, SpokenToken next)
    {
        if (last.Line == next.Line)
            return !Ends(lines[last.Line].Text, last.End, next.Start);
        if (next.Line - last.Line > LinesApart)
            return false;
        for (var line = last.Line + 1; line < next.Line; line++)
        {
            if (lines[line].Speaker != lines[next.Line].Speaker && _weightOfLine[line] > LongestInterruption)
                return false;
        }

        var (before, after) = (lines[last.Line].Text, lines[next.Line].Text);
        return !Ends(before, last.End, before.Length) && !Ends(after, 0, next.Start);
    }

    private static bool Ends(string text, int from, int to)
    {
        if (text.AsSpan(from, to - from).IndexOfAny(s_ends) >= 0)
            return true;
        // 19.99 and 1,234 are amounts; 4111.1111 and 4,1,1 are one number read out.
        return to - from == 1 && text[from] is '.' or ',' && to < text.Length && char.IsDigit(text[to]) && char.IsDigit(text[from - 1])
            && (Digits(text, from - 1, -1), Digits(text, to, 1)) is not ((4, 4) or (1, 1));
    }

    private static int Digits(string text, int at, int step)
    {
        var count = 0;
        while (at >= 0 && at < text.Length && char.IsDigit(text[at]) && count < 5)
            (at, count) = (at + step, count + 1);
        return count;
    }

    private sealed class Open(NumberRun run)
    {
        public NumberRun Run { get; } = run;

        public int Fillers { get; set; }
    }
}
