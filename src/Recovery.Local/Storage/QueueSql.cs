using System.Text;
using Recovery.Cases;

namespace Recovery.Local.Storage;

/// <summary>
/// The statement for one page of the queue: open cases by what is due first, then closed ones. It walks the index in that
/// order and passes over what does not match, unless so few can match that it is quicker to fetch and sort them.
/// </summary>
internal sealed class QueueSql
{
    private const string Columns =
        "id, version, status, owner, category, severity, missed, reference, channel, excerpt, opened_at, due_what, due_at, level, taken_by, awaits_reply, undelivered, marks";

    private readonly StringBuilder _where = new();
    private readonly List<object> _values = [];

    private string _from = "cases INDEXED BY queue";
    private IReadOnlyList<string> _words = [];
    private bool? _closed;

    private QueueSql(int limit) => Limit = limit;

    public int Limit { get; }

    /// <summary>Asks for one row more than <see cref="Limit"/>, which tells whether there is a next page.</summary>
    public string Text =>
        $"SELECT {Columns} FROM {_from} WHERE 1 {_where} ORDER BY closed, due_sort, id LIMIT {Limit + 1}";

    public IReadOnlyList<object> Values => _values;

    /// <returns>Null when no case can match, since the text has no word.</returns>
    /// <exception cref="InvalidCursorException">The cursor was not made by <see cref="QueuePlace"/>.</exception>
    public static QueueSql? For(CaseQuery query)
    {
        var sql = new QueueSql(Math.Clamp(query.Limit, 1, 200));
        sql.Statuses(query.Statuses);
        sql.Equal("owner", query.Owner);
        sql.Equal("category", query.Category);
        sql.Equal("severity", query.Severity);
        sql.Overdue(query);
        if (query.Escalated is { } escalated)
            sql.And(escalated ? "level > 0" : "level = 0");
        if (query.Cursor is { } cursor)
            sql.After(QueuePlace.Parse(cursor));
        if (query.Text is { } text && !string.IsNullOrWhiteSpace(text) && !sql.Found(text.Trim()))
            return null;
        return sql;
    }

    /// <summary>Looks how many texts the rarest word stands in before the statement is run.</summary>
    public void Plan(ReadConnection connection)
    {
        const int Few = 2000;
        if (_words.Count == 0)
            return;
        var counts = _words.ToDictionary(
            w => w, w => (long)connection.Scalar($"SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH $0 LIMIT {Few})", w)!, StringComparer.Ordinal);
        var rarest = counts.MinBy(c => c.Value);
        if (rarest.Value < Few)
            _from = $"(SELECT DISTINCT case_n FROM ({CasesWith(rarest.Key)})) AS found CROSS JOIN cases ON cases.n = found.case_n";
        // One question a word: the words of a case may stand in several texts.
        foreach (var word in _words.Where(w => rarest.Value >= Few || w != rarest.Key))
            And($"n IN ({CasesWith(word)})");
    }

    private string CasesWith(string word) => $"SELECT rowid / {CaseRows.EventsPerCase} AS case_n FROM search WHERE search MATCH {Bind(word)}";

    private void Statuses(IReadOnlyList<string> statuses)
    {
        if (statuses.Count == 0)
            return;
        And($"status IN ({string.Join(", ", statuses.Select(Bind))})");
        var closed = statuses.Count(s => s == "closed");
        if (closed != 0 && closed != statuses.Count)
            return;
        _closed = closed != 0;
        And(closed == 0 ? "closed = 0" : "closed = 1");
    }

    private void Overdue(CaseQuery query)
    {
        if (query.Overdue is not { } overdue)
            return;
        var now = Bind(query.Now.ToUnixTimeTicks());
        And(overdue ? $"(due_sort < {now} OR missed = 1)" : $"due_sort >= {now} AND missed = 0");
    }

    // Where the first column is fixed, naming it again would keep the index from going straight to the place.
    private void After(QueuePlace cursor) => And(cursor.Closed == _closed
        ? $"(due_sort, id) > ({Bind(cursor.DueSort)}, {Bind(cursor.Id.Value)})"
        : $"(closed, due_sort, id) > ({Bind(cursor.Closed ? 1 : 0)}, {Bind(cursor.DueSort)}, {Bind(cursor.Id.Value)})");

    private bool Found(string text)
    {
        if (CaseId.TryParse(text, out var id))
        {
            And($"id = {Bind(id.Value)}");
            return ById();
        }

        // A reference is the start of the id, which has an index.
        if (SearchedText.StartOfId(text) is { } start)
        {
            And($"id >= {Bind(start)} AND id < {Bind(start + "~")}");
            return ById();
        }

        _words = SearchWords.Of(text);
        return _words.Count > 0;
    }

    private bool ById()
    {
        _from = "cases INDEXED BY sqlite_autoindex_cases_1";
        return true;
    }

    private void Equal(string column, string? value)
    {
        if (value is not null)
            And($"{column} = {Bind(value)}");
    }

    private void And(string condition) => _where.Append(" AND ").Append(condition);

    private string Bind(object value)
    {
        _values.Add(value);
        return $"${_values.Count - 1}";
    }
}

/// <summary>What a person types, as a question to the index that cannot be misread as its syntax.</summary>
internal static class SearchWords
{
    private const int MostWords = 12;

    /// <summary>For each word a question whether a text has a word that starts so; none when there is no word.</summary>
    public static IReadOnlyList<string> Of(string text) => [.. Words(text).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostWords).Select(w => $"\"{w}\"*")];

    // Letters and digits alone, as the index's tokenizer has them; quotes and operators cannot get through.
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark))
            {
                word.Append(rune.ToString());
                continue;
            }

            if (word.Length > 0)
                yield return word.ToString();
            word.Clear();
        }

        if (word.Length > 0)
            yield return word.ToString();
    }
}
