using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using NodaTime;
using Recovery.Complaints;
using Recovery.Messages;

namespace Recovery.Intake.Calls;

/// <summary>Puts what was said in its order, and what one speaker says in a row together.</summary>
internal static class Turns
{
    /// <summary>A longer turn is cut between two phrases, so that a monologue keeps its times.</summary>
    private const int LongestTurn = 2_000;

    public static ImmutableArray<TranscriptLine> Of(IReadOnlyList<SpokenPhrase> phrases)
    {
        var turns = ImmutableArray.CreateBuilder<TranscriptLine>();
        var text = new StringBuilder();
        SpokenPhrase first = default;
        Duration? until = null;
        var sure = new WordConfidence();
        foreach (var phrase in InOrder(phrases))
        {
            var said = MarkdownValue.SingleLine(phrase.Text);
            if (said.Length == 0)
                continue;
            // Lines of nobody in particular may be anybody's: they stay apart.
            if (text.Length > 0 && (phrase.Speaker.Length == 0 || phrase.Speaker != first.Speaker || text.Length + said.Length > LongestTurn))
                Flush();
            if (text.Length == 0)
                (first, until) = (phrase, null);
            else
                text.Append(' ');
            text.Append(said);
            until = phrase.Until is { } end && until is { } before ? Duration.Max(end, before) : phrase.Until ?? until;
            sure.Add(said, phrase.Confidence);
        }

        Flush();
        return turns.ToImmutable();

        void Flush()
        {
            if (text.Length > 0)
                turns.Add(new(Words.Cut(MarkdownValue.SingleLine(first.Speaker), CallLimits.Speaker).ToString(), first.At, until, text.ToString(), sure.Value));
            text.Clear();
            sure = new();
        }
    }

    /// <summary>Services list channels one after the other; the times tell how the words followed each other.</summary>
    private static IEnumerable<SpokenPhrase> InOrder(IReadOnlyList<SpokenPhrase> phrases) =>
        phrases.All(p => p.At is not null) ? phrases.OrderBy(p => p.At) : phrases;
}

/// <summary>How sure a recogniser was, weighed by the words that it was sure of.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct WordConfidence
{
    private double _sum;
    private int _words;

    /// <summary>From 0 to 1, to three decimals; null when it never said.</summary>
    public readonly double? Value => _words == 0 ? null : Math.Round(_sum / _words, 3);

    public void Add(string text, double? confidence)
    {
        if (confidence is not { } sure)
            return;
        var words = text.AsSpan().Count(' ') + 1;
        _sum += sure * words;
        _words += words;
    }
}
