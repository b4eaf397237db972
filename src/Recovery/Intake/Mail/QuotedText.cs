using System.Text;

namespace Recovery.Intake.Mail;

/// <summary>
/// Parts what a sender wrote now from what their mail program added: quoted history, signature, disclaimer. A mail that
/// was marked as forwarded is kept with the text: the sender shows it to us.
/// </summary>
public static class QuotedText
{
    /// <summary>Lines of a quotation that stay above the answer written below it.</summary>
    private const int AnsweredLines = 10;

    /// <summary>Lines after "-- "; more is no signature.</summary>
    private const int SignatureLines = 20;

    private enum Kind : byte { Own, Blank, Quoted, Folded }

    /// <returns>Every line that is not blank stands in one of the two, in its order. Folded is null when there is nothing to fold, and when nothing else would be left.</returns>
    public static (string Text, string? Folded) Split(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var kinds = new Kind[lines.Length];
        var end = Classify(lines, kinds);
        FoldSignatures(lines, kinds, end);
        KeepAnswered(kinds);
        var own = Join(lines, kinds, folded: false);
        if (string.IsNullOrWhiteSpace(own))
            return (Join(lines, kinds, folded: null), null);
        var rest = Join(lines, kinds, folded: true);
        return (own, rest.Length == 0 ? null : rest);
    }

    /// <returns>The line at which what was written now ends: history without marks, or a mail passed on, begins there, or nothing does.</returns>
    private static int Classify(string[] lines, Kind[] kinds)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].AsSpan().Trim();
            if (line.IsEmpty)
            {
                kinds[i] = Kind.Blank;
            }
            else if (line[0] == '>')
            {
                kinds[i] = Kind.Quoted;
            }
            else if (QuoteMarks.IsForward(line))
            {
                var first = i;
                for (; i < lines.Length; i++)
                    kinds[i] = string.IsNullOrWhiteSpace(lines[i]) ? Kind.Blank : Kind.Own;
                return first;
            }
            else if (QuoteMarks.HistoryStartsAt(lines, i))
            {
                FoldFrom(lines, kinds, i);
                return i;
            }
            else if (QuoteMarks.AttributionAt(lines, i, out var above) is > 0 and var length)
            {
                if (!above)
                {
                    FoldFrom(lines, kinds, i);
                    return i;
                }

                kinds.AsSpan(i, length).Fill(Kind.Folded);
                i += length - 1;
            }
        }

        return lines.Length;
    }

    private static void FoldFrom(string[] lines, Kind[] kinds, int first)
    {
        for (var i = first; i < lines.Length; i++)
            kinds[i] = string.IsNullOrWhiteSpace(lines[i]) ? Kind.Blank : Kind.Folded;
    }

    /// <summary>A signature ends a run of own lines: at the end of the mail, or above the history.</summary>
    private static void FoldSignatures(string[] lines, Kind[] kinds, int end)
    {
        while (end > 0)
        {
            while (end > 0 && kinds[end - 1] != Kind.Own)
                end--;
            var start = end;
            while (start > 0 && kinds[start - 1] is Kind.Own or Kind.Blank)
                start--;
            if (start < end)
                FoldSignature(lines, kinds, start, end);
            end = start;
        }
    }

    private static void FoldSignature(string[] lines, Kind[] kinds, int start, int end)
    {
        var ownLines = 0;
        for (var i = end - 1; i >= start && ownLines <= SignatureLines; i--)
        {
            if (kinds[i] != Kind.Own)
                continue;
            if (lines[i].TrimEnd() is "--")
            {
                Fold(kinds, i, end);
                end = i;
                break;
            }

            ownLines++;
        }

        while (true)
        {
            while (end > start && kinds[end - 1] != Kind.Own)
                end--;
            if (end == start)
                return;
            var first = end - 1;
            if (!QuoteMarks.IsSentFrom(lines[first]))
            {
                while (first > start && kinds[first - 1] == Kind.Own)
                    first--;
                if (!QuoteMarks.IsDisclaimer(lines[first]))
                    return;
            }

            Fold(kinds, first, end);
            end = first;
        }
    }

    private static void Fold(Kind[] kinds, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (kinds[i] == Kind.Own)
                kinds[i] = Kind.Folded;
        }
    }

    /// <summary>A quotation with own words below it says what they answer: its last lines stay, the rest and all other quotations are folded.</summary>
    private static void KeepAnswered(Kind[] kinds)
    {
        var answered = false;
        var kept = 0;
        for (var i = kinds.Length - 1; i >= 0; i--)
        {
            switch (kinds[i])
            {
                case Kind.Own:
                    answered = true;
                    kept = 0;
                    break;
                case Kind.Folded:
                    answered = false;
                    break;
                case Kind.Quoted when answered && kept < AnsweredLines:
                    kept++;
                    break;
                case Kind.Quoted:
                    answered = false;
                    kinds[i] = Kind.Folded;
                    break;
            }
        }
    }

    /// <param name="folded">Null for all lines.</param>
    private static string Join(string[] lines, Kind[] kinds, bool? folded)
    {
        var joined = new StringBuilder();
        var blank = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var isOther = folded is { } wanted && (kinds[i] == Kind.Folded) != wanted;
            if (isOther || kinds[i] == Kind.Blank)
            {
                blank = true;
                continue;
            }

            if (joined.Length > 0)
                joined.Append(blank ? "\n\n" : "\n");
            blank = false;
            joined.Append(lines[i].AsSpan().TrimEnd());
        }

        return joined.ToString();
    }
}
