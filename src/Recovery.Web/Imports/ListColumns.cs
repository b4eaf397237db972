using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Imports;

/// <summary>Which member each column of a list is: by its own name or by one that other programs give it.</summary>
internal sealed class ListColumns
{
    private static readonly Dictionary<string, string[]> s_aliases = new(StringComparer.Ordinal)
    {
        ["id"] = ["complaint id", "case id", "ticket", "ticket id", "ticket number", "key", "idempotency key"],
        ["description"] = ["complaint", "text", "message", "body", "comment", "details", "what went wrong"],
        ["name"] = ["customer", "customer name", "full name", "contact name"],
        ["email"] = ["e-mail", "mail", "email address", "e-mail address", "customer email", "contact email"],
        ["phone"] = ["telephone", "phone number", "telephone number", "tel", "mobile"],
        ["orderReference"] = ["order", "order number", "order no", "order id", "order ref"],
        ["occurredAt"] = ["date", "happened", "happened at", "happened on", "occurred on", "incident date"],
        ["language"] = ["lang", "locale"],
        ["contactPreference"] = ["contact", "preferred contact", "contact by"],
        ["customerId"] = ["customer no", "customer number", "account", "account number", "client id"],
        ["wishedOutcome"] = ["wish", "desired outcome", "wanted", "what would put it right"],
        ["tier"] = ["customer tier", "segment"],
        ["channel"] = ["source", "came by"],
    };

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public ListColumns(IEnumerable<string> members)
    {
        Names = [.. members];
        foreach (var member in Names)
        {
            _known[Key(member)] = member;
            foreach (var alias in s_aliases.GetValueOrDefault(member, []))
                _known.TryAdd(Key(alias), member);
        }
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// The member of each column; null for one that is left out. A column that is almost a known one was probably meant, and
    /// is a fault: left out, it would be missed by nobody until customers miss their mail.
    /// </summary>
    public (IReadOnlyList<string?> Members, IReadOnlyList<string> LeftOut) Match(IReadOnlyList<string> heading, List<FieldFault> faults)
    {
        var (members, leftOut) = (new List<string?>(), new List<string>());
        foreach (var cell in heading)
        {
            var shown = Shown(cell);
            if (Key(cell).Length == 0)
            {
                members.Add(null);
            }
            else if (!_known.TryGetValue(Key(cell), out var member))
            {
                members.Add(null);
                if (Spelling.Nearest(cell.Trim(), Names) is { } near)
                    faults.Add(new FieldFault(shown, $"is no known column; did you mean {near}? Rename it, or take it out"));
                else
                    leftOut.Add(shown);
            }
            else
            {
                if (members.Contains(member))
                    faults.Add(new FieldFault(shown, $"is a second column for {member}; keep one of them"));
                members.Add(member);
            }
        }

        return (members, leftOut);
    }

    // Spreadsheets and databases write one name as "Order Reference", "order_reference" and "orderReference".
    private static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string Shown(string cell)
    {
        var line = string.Concat(cell.Trim().Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= 60 ? line : line[..(char.IsHighSurrogate(line[59]) ? 59 : 60)] + "…";
    }
}
