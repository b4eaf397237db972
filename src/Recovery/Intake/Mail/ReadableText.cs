using System.Buffers;
using System.Text;

namespace Recovery.Intake.Mail;

/// <summary>Sets words that stand between tags as lines of plain text. White space is what HTML takes it for.</summary>
/// <param name="longest">Characters after which nothing more is written.</param>
internal sealed class ReadableText(int longest)
{
    private const int LongestAddress = 2_048;
    private const int NoCell = -1;
    private const int EmptyCell = -2;

    /// <summary>With what mailers fill the line that an inbox shows: spaces and signs of no width.</summary>
    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n\f\u00a0\u200b\ufeff\u00ad\u034f");

    private readonly StringBuilder text = new();
    private readonly List<int?> lists = [];
    private readonly List<bool> quotes = [];

    /// <summary>Breaks owed before the next word: 1 a new line, 2 a blank line.</summary>
    private int owed;

    private bool owedSpace;

    /// <summary>A non-breaking space alone makes a line that is seen blank.</summary>
    private bool blankLine;

    /// <summary>After a list mark or the bar between two cells the line goes on.</summary>
    private bool goesOn;

    private string? mark;
    private int quoted;
    private int quotedBefore;
    private int preformatted;
    private int paragraphBreaks = 2;
    private int lines;

    /// <summary>The line on which the open cell began; see the two names below.</summary>
    private int cellLine = NoCell;

    private bool owedBar;
    private string? address;
    private int linkStart;

    public bool Full => text.Length >= longest;

    public void Write(ReadOnlySpan<char> words)
    {
        if (preformatted > 0)
        {
            WritePreformatted(words);
            return;
        }

        while (!words.IsEmpty)
        {
            var space = words.IndexOfAny(Spaces);
            if (space != 0)
            {
                var word = space < 0 ? words : words[..space];
                BeforeWord();
                text.Append(word);
                words = words[word.Length..];
                continue;
            }

            var c = words[0];
            if (c is '\u00a0' && owed > 0)
                blankLine = true;
            if (c is not ('\u200b' or '\ufeff' or '\u00ad' or '\u034f'))
                owedSpace = true;
            words = words[1..];
        }
    }

    /// <summary>A new line (1) or a blank line (2) before what comes next.</summary>
    public void Break(int breaks)
    {
        owedSpace = false;
        if (goesOn)
            return;
        if (blankLine)
            breaks = 2;
        blankLine = false;
        owed = Math.Max(owed, breaks);
    }

    public void BreakLine()
    {
        owedSpace = false;
        goesOn = false;
        owed = Math.Min(owed + 1, 2);
    }

    /// <param name="isLine">Without space round it.</param>
    public void StartParagraph(bool isLine)
    {
        paragraphBreaks = isLine ? 1 : 2;
        Break(paragraphBreaks);
    }

    public void EndParagraph() => Break(paragraphBreaks);

    public void StartQuote(bool isIndent)
    {
        Break(quotes.Count == 0 ? 1 : 2);
        if (quotes.Count >= MailLimits.Depth)
            return;
        quotes.Add(!isIndent);
        quoted += isIndent ? 0 : 1;
    }

    public void EndQuote()
    {
        goesOn = false;
        Break(2);
        if (quotes.Count == 0)
            return;
        quoted -= quotes[^1] ? 1 : 0;
        quotes.RemoveAt(quotes.Count - 1);
    }

    /// <param name="first">Null for a list without numbers.</param>
    public void StartList(int? first)
    {
        Break(1);
        if (lists.Count < MailLimits.Depth)
            lists.Add(first);
    }

    public void EndList()
    {
        mark = null;
        goesOn = false;
        if (lists.Count > 0)
            lists.RemoveAt(lists.Count - 1);
        Break(lists.Count == 0 ? 2 : 1);
    }

    public void StartItem()
    {
        goesOn = false;
        Break(1);
        var indent = new string(' ', 2 * Math.Max(0, lists.Count - 1));
        if (lists.Count > 0 && lists[^1] is { } number)
        {
            mark = $"{indent}{number}. ";
            lists[^1] = number + 1;
        }
        else
        {
            mark = indent + "- ";
        }

        goesOn = true;
    }

    public void StartTable()
    {
        goesOn = false;
        owedBar = false;
        Break(1);
        cellLine = NoCell;
    }

    public void StartRow()
    {
        goesOn = false;
        owedBar = false;
        Break(1);
        if (cellLine == lines)
            owed = 1;
        cellLine = NoCell;
    }

    /// <summary>Cells of one line each stand beside one another; a cell of several lines is a block of its own.</summary>
    public void StartCell()
    {
        if (cellLine == lines && text.Length > 0)
        {
            owed = 0;
            blankLine = false;
            owedBar = true;
            goesOn = true;
        }
        else if (cellLine >= 0)
        {
            goesOn = false;
            Break(1);
        }

        owedSpace = false;
        cellLine = EmptyCell;
    }

    public void EndTable()
    {
        goesOn = false;
        owedBar = false;
        cellLine = NoCell;
        Break(2);
    }

    public void StartLink(string? href)
    {
        EndLink();
        address = Address(href);
        linkStart = text.Length;
    }

    public void EndLink()
    {
        if (address is not { } target)
            return;
        address = null;
        // A long link text differs from any address; it need not be copied out to say so.
        var length = text.Length - linkStart;
        var says = length > LongestAddress + 32 ? null : text.ToString(linkStart, length).AsSpan().Trim("\n> |").ToString();
        if (says is "" || (says is not null && Same(says, target)))
            return;
        text.Append(" (").Append(target).Append(')');
    }

    public void WriteImage(ReadOnlySpan<char> alternative)
    {
        alternative = alternative.Trim();
        if (alternative.IsEmpty)
            return;
        // Mailers put small pictures of a smile and say it in one sign.
        var isWords = alternative.IndexOfAnyInRange('0', 'z') >= 0 || alternative.Length > 8;
        if (isWords)
            Write("[");
        Write(alternative);
        if (isWords)
            Write("]");
    }

    public void StartPreformatted()
    {
        goesOn = false;
        Break(2);
        preformatted++;
    }

    public void EndPreformatted()
    {
        Break(2);
        preformatted = Math.Max(0, preformatted - 1);
    }

    public string End()
    {
        EndLink();
        if (text.Length > longest)
            text.Length = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return text.ToString().TrimEnd();
    }

    private void WritePreformatted(ReadOnlySpan<char> words)
    {
        while (true)
        {
            var end = words.IndexOf('\n');
            var line = (end < 0 ? words : words[..end]).TrimEnd('\r');
            if (!line.IsEmpty)
            {
                BeforeWord();
                text.Append(line);
            }

            if (end < 0)
                return;
            words = words[(end + 1)..];
            BreakLine();
        }
    }

    private void BeforeWord()
    {
        if (owedBar)
        {
            text.Append(" | ");
            owedBar = false;
        }
        else if (text.Length == 0)
        {
            text.Insert(0, "> ", quoted);
        }
        else if (owed > 0)
        {
            if (owed > 1)
                text.Append('\n').Append('>', Math.Min(1, Math.Min(quoted, quotedBefore)));
            text.Append('\n').Insert(text.Length, "> ", quoted);
            lines += owed;
        }
        else if (owedSpace && mark is null)
        {
            text.Append(' ');
        }

        if (mark is not null)
            text.Append(mark);
        mark = null;
        owed = 0;
        owedSpace = false;
        blankLine = false;
        goesOn = false;
        quotedBefore = quoted;
        if (cellLine == EmptyCell)
            cellLine = lines;
    }

    private static string? Address(string? href)
    {
        if (href is null || href.Length > LongestAddress * 4)
            return null;
        var clean = string.Concat(href.Where(c => !char.IsControl(c) && !char.IsWhiteSpace(c)));
        var known = clean.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || clean.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || clean.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || clean.StartsWith("tel:", StringComparison.OrdinalIgnoreCase);
        return known && clean.Length <= LongestAddress ? clean : null;
    }

    private static bool Same(string says, string target) => Bare(says).Equals(Bare(target), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> address)
    {
        foreach (var start in (ReadOnlySpan<string>)["https://", "http://", "mailto:", "tel:", "www."])
        {
            if (address.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                address = address[start.Length..];
        }

        return address.TrimEnd('/');
    }
}
