using System.Buffers;
using System.Text;

namespace Recovery.Intake.Mail.Mime;

/// <param name="Address">One that mail could be sent to.</param>
/// <param name="Name">Decoded, on one line; null when there is none.</param>
internal sealed record NamedAddress(string Address, string? Name);

/// <summary>Reads lists of addresses (RFC 5322, 3.4, the obsolete forms of 4.4, and what people and programs write instead).</summary>
internal sealed class AddressList
{
    private const int LongestAddress = 320;
    private const int LongestName = 200;

    private static readonly SearchValues<char> s_notInQuotes = SearchValues.Create("\"\\<>");
    private static readonly SearchValues<char> s_notInUsers = SearchValues.Create("\"(),:;<>@[\\]");

    private readonly int _keep;
    private readonly List<NamedAddress> _addresses = [];
    private readonly StringBuilder _phrase = new();
    private readonly StringBuilder _comment = new();
    private readonly StringBuilder _angle = new();
    private bool _hasAngle;
    private bool _hasAt;

    private AddressList(int keep) => _keep = keep;

    /// <summary>How many addresses there are, those not kept among them.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<NamedAddress> Addresses => _addresses;

    /// <param name="header">Unfolded, words still encoded.</param>
    /// <param name="keep">More are counted, not kept.</param>
    public static AddressList Read(string header, int keep = MailLimits.Recipients)
    {
        var list = new AddressList(keep);
        for (var i = 0; i < header.Length; i++)
            i = list.Step(header, i);
        list.Flush();
        return list;
    }

    private int Step(string header, int i)
    {
        switch (header[i])
        {
            case '"':
                return Quoted(header, i);
            case '(':
                return Comment(header, i);
            case '<':
                if (_hasAngle)
                    Flush();
                return Angle(header, i);
            case ',' or ';':
                Flush();
                return i;
            case ':' when !_hasAngle && !_hasAt:
                // "Colleagues: ann@example.org, bob@example.org;"
                _phrase.Clear();
                return i;
            default:
                _hasAt |= header[i] == '@';
                _phrase.Append(header[i]);
                return i;
        }
    }

    private int Quoted(string header, int i)
    {
        var begin = _phrase.Length;
        for (i++; i < header.Length && header[i] != '"'; i++)
        {
            if (header[i] == '\\' && i + 1 < header.Length)
                i++;
            _phrase.Append(header[i]);
        }

        // "ann miller"@example.org: a quoted name of a mailbox stays quoted.
        if (i + 1 < header.Length && header[i + 1] == '@')
            _phrase.Insert(begin, '"').Append('"');
        return i;
    }

    private int Comment(string header, int i)
    {
        var depth = 0;
        for (; i < header.Length; i++)
        {
            if (header[i] == '\\' && i + 1 < header.Length)
                _comment.Append(header[++i]);
            else if (header[i] == '(' && depth++ > 0)
                _comment.Append('(');
            else if (header[i] == ')' && --depth == 0)
                break;
            else if (header[i] != '(')
                _comment.Append(header[i]);
        }

        return i;
    }

    private int Angle(string header, int i)
    {
        _hasAngle = true;
        var quoted = false;
        for (i++; i < header.Length && (quoted || header[i] is not ('>' or '<')); i++)
        {
            if (header[i] == '"')
                quoted = !quoted;
            // A comma belongs to a route, "<@a.example,@b.example:ann@example.org>"; else somebody forgot to close.
            if (!quoted && header[i] is ',' or ';' && !(_angle.Length > 0 && _angle[0] == '@'))
                return i - 1;
            _angle.Append(header[i]);
        }

        return i < header.Length && header[i] == '<' ? i - 1 : i;
    }

    private void Flush()
    {
        var (written, name) = _hasAngle ? (_angle.ToString(), _phrase.ToString()) : (Bare(_phrase.ToString()), "");
        if (string.IsNullOrWhiteSpace(name))
            name = _comment.ToString();
        if (Usable(written) is { } address)
        {
            Count++;
            if (_addresses.Count < _keep)
                _addresses.Add(new NamedAddress(address, ShownName(name)));
        }

        _phrase.Clear();
        _comment.Clear();
        _angle.Clear();
        (_hasAngle, _hasAt) = (false, false);
    }

    private static string? ShownName(string raw)
    {
        var name = CleanText.First(EncodedWords.Decode(raw).Trim('"', '\'', ' '), LongestName);
        return name.Length == 0 ? null : name;
    }

    /// <summary>"ann @ example . org" is one address; of other words beside an address, the one with the @ is it.</summary>
    private static string Bare(string phrase)
    {
        phrase = phrase.Trim();
        if (!phrase.AsSpan().ContainsAny(' ', '\t') || phrase.StartsWith('"'))
            return phrase;
        var words = phrase.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(words, w => w.Length > 2 && w.IndexOf('@') is var at and > 0 && at < w.Length - 1) ?? string.Concat(words);
    }

    /// <returns>The address without route and blanks; null when no mail could be sent there.</returns>
    private static string? Usable(string written)
    {
        if (written.StartsWith('@') && written.LastIndexOf(':') is var route and > 0)
            written = written[(route + 1)..];
        if (written.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            written = written["mailto:".Length..];
        if (written.Length > LongestAddress * 2)
            return null;
        var at = written.LastIndexOf('@');
        if (at <= 0)
            return null;
        var user = written[..at].Trim();
        var host = string.Concat(written[(at + 1)..].Where(c => !char.IsWhiteSpace(c))).TrimEnd('.');
        if (user is not ['"', .., '"'])
            user = string.Concat(user.Where(c => !char.IsWhiteSpace(c)));
        return user.Length + host.Length < LongestAddress && IsUser(user) && IsHost(host) ? $"{user}@{host}" : null;
    }

    private static bool IsUser(string user)
    {
        if (user is ['"', .., '"'] && user.Length > 2)
            return !user.AsSpan(1, user.Length - 2).ContainsAny(s_notInQuotes) && !user.Any(char.IsControl);
        return user.Length > 0 && !user.AsSpan().ContainsAny(s_notInUsers) && !user.Any(Unfit);
    }

    private static bool IsHost(string host)
    {
        if (host is ['[', .., ']'])
            return host.Length > 2 && host[1..^1].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '-');
        return host.Length > 0 && !host.Any(c => c != '-' && c != '.' && c != '_' && !char.IsLetterOrDigit(c) && !char.IsSurrogate(c))
            && !host.Any(Unfit) && host.Split('.').All(label => label.Length is > 0 and <= 63);
    }

    private static bool Unfit(char c) =>
        char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format || c == '\uFFFD';
}
