using System.Buffers;
using System.Text;

namespace Recovery.Intake.Mail;

/// <summary>Sets words that stand between tags as lines of plain text. White space is what HTML takes it for.</summary>
/// <param name="longest">Characters after which nothing more is written.</param>
internal sealed partial class ReadableText(int longest)
{
    private const int LongestAddress = 2_048;

    /// <summary>With what mailers fill the line that an inbox shows: spaces and signs of no width.</summary>
    private static readonly SearchValues<char> s_spaces = SearchValues.Create(" \t\r\n\f\u00a0\u200b\ufeff\u00ad\u034f");

    private readonly StringBuilder _text = new();
    private readonly List<int?> _lists = [];
    private readonly List<bool> _quotes = [];

    /// <summary>Breaks owed before the next word: 1 a new line, 2 a blank line.</summary>
    private int _owed;

    private bool _owedSpace;

    /// <summary>A non-breaking space alone makes a line that is seen blank.</summary>
    private bool _blankLine;

    /// <summary>After a list mark or the bar between two cells the line goes on.</summary>
    private bool _goesOn;

    private string? _mark;
    private int _quoted;
    private int _quotedBefore;
    private int _preformatted;
    private int _paragraphBreaks = 2;
    private int _lines;

    private string? _address;
    private int _linkStart;

    public bool Full => _text.Length >= longest;

    public void Write(ReadOnlySpan<char> words)
    {
        if (_preformatted > 0)
        {
            WritePreformatted(words);
            return;
        }

        while (!words.IsEmpty)
        {
            var space = words.IndexOfAny(s_spaces);
            if (space != 0)
            {
                var word = space < 0 ? words : words[..space];
                BeforeWord();
                _text.Append(word);
                words = words[word.Length..];
                continue;
            }

            var c = words[0];
            if (c is '\u00a0' && _owed > 0)
                _blankLine = true;
            if (c is not ('\u200b' or '\ufeff' or '\u00ad' or '\u034f'))
                _owedSpace = true;
            words = words[1..];
        }
    }

    /// <summary>A new line (1) or a blank line (2) before what comes next.</summary>
    public void Break(int breaks)
    {
        _owedSpace = false;
        if (_goesOn)
            return;
        if (_blankLine)
            breaks = 2;
        _blankLine = false;
        _owed = Math.Max(_owed, breaks);
    }

    public void BreakLine()
    {
        _owedSpace = false;
        _goesOn = false;
        _owed = Math.Min(_owed + 1, 2);
    }

    /// <param name="isLine">Without space round it.</param>
    public void StartParagraph(bool isLine)
    {
        _paragraphBreaks = isLine ? 1 : 2;
        Break(_paragraphBreaks);
    }

    public void EndParagraph() => Break(_paragraphBreaks);

    public void StartQuote(bool isIndent)
    {
        Break(_quotes.Count == 0 ? 1 : 2);
        if (_quotes.Count >= MailLimits.Depth)
            return;
        _quotes.Add(!isIndent);
        _quoted += isIndent ? 0 : 1;
    }

    public void EndQuote()
    {
        _goesOn = false;
        Break(2);
        if (_quotes.Count == 0)
            return;
        _quoted -= _quotes[^1] ? 1 : 0;
        _quotes.RemoveAt(_quotes.Count - 1);
    }

    /// <param name="first">Null for a list without numbers.</param>
    public void StartList(int? first)
    {
        Break(1);
        if (_lists.Count < MailLimits.Depth)
            _lists.Add(first);
    }

    public void EndList()
    {
        _mark = null;
        _goesOn = false;
        if (_lists.Count > 0)
            _lists.RemoveAt(_lists.Count - 1);
        Break(_lists.Count == 0 ? 2 : 1);
    }

    public void StartItem()
    {
        _goesOn = false;
        Break(1);
        var indent = new string(' ', 2 * Math.Max(0, _lists.Count - 1));
        if (_lists.Count > 0 && _lists[^1] is { } number)
        {
            _mark = $"{indent}{number}. ";
            _lists[^1] = number + 1;
        }
        else
        {
            _mark = indent + "- ";
        }

        _goesOn = true;
    }

    public void StartLink(string? href)
    {
        EndLink();
        _address = Address(href);
        _linkStart = _text.Length;
    }

    public void EndLink()
    {
        if (_address is not { } target)
            return;
        _address = null;
        // A long link text differs from any address; it need not be copied out to say so.
        var length = _text.Length - _linkStart;
        var says = length > LongestAddress + 32 ? null : _text.ToString(_linkStart, length).AsSpan().Trim("\n> |").ToString();
        if (says is "" || (says is not null && Same(says, target)))
            return;
        _text.Append(" (").Append(target).Append(')');
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
        _goesOn = false;
        Break(2);
        _preformatted++;
    }

    public void EndPreformatted()
    {
        Break(2);
        _preformatted = Math.Max(0, _preformatted - 1);
    }

    public string End()
    {
        EndLink();
        if (_text.Length > longest)
            _text.Length = char.IsHighSurrogate(_text[longest - 1]) ? longest - 1 : longest;
        return _text.ToString().TrimEnd();
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
                _text.Append(line);
            }

            if (end < 0)
                return;
            words = words[(end + 1)..];
            BreakLine();
        }
    }

    private void BeforeWord()
    {
        if (_owedBar)
        {
            _text.Append(" | ");
            _owedBar = false;
        }
        else if (_text.Length == 0)
        {
            _text.Insert(0, "> ", _quoted);
        }
        else if (_owed > 0)
        {
            if (_owed > 1)
                _text.Append('\n').Append('>', Math.Min(1, Math.Min(_quoted, _quotedBefore)));
            _text.Append('\n').Insert(_text.Length, "> ", _quoted);
            _lines += _owed;
        }
        else if (_owedSpace && _mark is null)
        {
            _text.Append(' ');
        }

        if (_mark is not null)
            _text.Append(_mark);
        _mark = null;
        _owed = 0;
        _owedSpace = false;
        _blankLine = false;
        _goesOn = false;
        _quotedBefore = _quoted;
        if (_cellLine == EmptyCell)
            _cellLine = _lines;
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
