using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>Answers the queue from the lists: one range of keys in the order of what is due, the rest filtered where the rows are.</summary>
internal sealed class IndexQueue(RecoveryTables tables, CaseIndex index, IClock clock)
{
    private const int MostWords = 12;

    // A word that more cases have than this narrows nothing down; the first so many by id are looked at.
    private const int MostCasesOfWord = 10_000;
    private const int FetchedAtOnce = 32;

    // The service gives five seconds to a page that hardly a row passes into; who asks waits for no third.
    private static readonly Duration s_patience = Duration.FromSeconds(10);

    /// <summary>So many cases that have the words are fetched by their ids and sorted here; more are picked out while walking along the list.</summary>
    public int Few { get; init; } = 300;

    public int RowsAtATime { get; init; } = 1000;

    /// <summary>Of rows, that one question reads while walking.</summary>
    public int MostPages { get; init; } = 20;

    /// <exception cref="InvalidCursorException">The cursor was not made by <see cref="QueueCursor"/>.</exception>
    public async Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel)
    {
        var limit = Math.Clamp(query.Limit, 1, 200);
        var from = query.Cursor is { } cursor ? QueueCursor.Parse(cursor) : new QueueCursor(null, null);
        var ids = string.IsNullOrWhiteSpace(query.Text) ? null : await FoundAsync(query.Text.Trim(), cancel);
        // What was begun by walking goes on so: where it stopped is no place among cases that are sorted here.
        var (cases, stopped) = ids?.Count <= Few && from.Token is null
            ? (await FetchAsync(query, from.After, ids, cancel), null)
            : await WalkAsync(query, from, limit + 1, ids, cancel);
        return cases.Count <= limit ? new CasePage(cases, stopped?.ToString()) : new CasePage(cases[..limit], QueuePlace.Of(cases[limit - 1]).ToCursor());
    }

    /// <returns>Cases, and where it stopped before the end of the list without having as many as were asked for.</returns>
    private async Task<(List<CaseSummary> Cases, QueueCursor? Stopped)> WalkAsync(
        CaseQuery query, QueueCursor from, int most, HashSet<string>? ids, CancellationToken cancel)
    {
        var cases = new List<CaseSummary>();
        // A case that moves while the list is read may come by twice.
        var seen = new HashSet<CaseId>();
        var patient = clock.GetCurrentInstant() + s_patience;
        var pages = 0;
        var rows = tables.Index.QueryAsync<TableEntity>(QueueFilter.Of(query, from.After), ids is null ? most : RowsAtATime, cancellationToken: cancel);
        try
        {
            await foreach (var page in rows.AsPages(from.Token))
            {
                foreach (var summary in page.Values.Select(SummaryColumns.Read).Where(s => ids?.Contains(s.Id.Value) != false && seen.Add(s.Id)))
                {
                    cases.Add(summary);
                    if (cases.Count == most)
                        return (cases, null);
                }

                if (page.ContinuationToken is { Length: > 0 } next && (++pages == MostPages || clock.GetCurrentInstant() >= patient))
                    return (cases, new QueueCursor(null, next));
            }
        }
        catch (RequestFailedException refused) when (refused.Status == 400 && from.Token is not null)
        {
            throw new InvalidCursorException();
        }

        return (cases, null);
    }

    private async Task<List<CaseSummary>> FetchAsync(CaseQuery query, QueuePlace? after, HashSet<string> ids, CancellationToken cancel)
    {
        var found = new ConcurrentBag<IndexEntry?>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = FetchedAtOnce, CancellationToken = cancel },
            async (id, stop) => found.Add(await index.FindAsync(SummaryColumns.IdOf(id), stop)));
        return
        [
            .. found.OfType<IndexEntry>().Select(e => (e.Summary, Sort: IndexPlace.Sort(QueuePlace.Of(e.Summary))))
                .Where(c => QueueFilter.Matches(query, c.Summary) && (after is null || string.CompareOrdinal(c.Sort, IndexPlace.Sort(after)) > 0))
                .OrderBy(c => c.Sort, StringComparer.Ordinal)
                .Select(c => c.Summary),
        ];
    }

    private async Task<HashSet<string>> FoundAsync(string text, CancellationToken cancel)
    {
        if (CaseId.TryParse(text, out var id))
            return [id.Value];
        if (SearchedText.StartOfId(text) is { } start)
            return await IdsAsync(CaseIndex.PointerKey(start), cancel);

        // The longest word is in the fewest cases, as words go.
        HashSet<string>? found = null;
        foreach (var word in SearchedText.Words(text, MostWords).OrderByDescending(w => w.Length))
        {
            var ids = await IdsAsync(CaseIndex.WordsFrom(word), cancel);
            if (found is null)
                found = ids;
            else
                found.IntersectWith(ids);
            if (found.Count == 0)
                break;
        }

        return found ?? [];
    }

    /// <summary>Ids at the end of the keys that begin so.</summary>
    private async Task<HashSet<string>> IdsAsync(string start, CancellationToken cancel)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {CaseIndex.Partition} and RowKey ge {start} and RowKey lt {start + RowKeys.End}");
        await foreach (var row in tables.Index.QueryAsync<TableEntity>(filter, RowsAtATime, ["RowKey"], cancel))
        {
            ids.Add(row.RowKey[(row.RowKey.LastIndexOf('|') + 1)..]);
            if (ids.Count == MostCasesOfWord)
                break;
        }

        return ids;
    }
}

/// <summary>A question as a range of keys and a filter, and the same question put to one case.</summary>
internal static class QueueFilter
{
    public static string Of(CaseQuery query, QueuePlace? after)
    {
        var list = query.Owner is { } owner ? IndexPlace.CasesOf(LongText.Sound(owner)) : IndexPlace.AllCases;
        var closed = query.Statuses.Count(s => s == "closed");
        // Statuses of one kind alone are a shorter range.
        var (first, last) = query.Statuses.Count == 0 ? (list, list)
            : closed == 0 ? (list + "0|", list + "0|")
            : closed == query.Statuses.Count ? (list + "1|", list + "1|")
            : (list, list);
        // What has the same place as the cursor has the cursor's case; its row may be named with more.
        if (after is not null && string.CompareOrdinal(list + IndexPlace.Sort(after), first) > 0)
            first = list + IndexPlace.Sort(after) + "|" + RowKeys.End;
        List<string> filters = [Part($"PartitionKey eq {CaseIndex.Partition} and RowKey ge {first} and RowKey lt {last + RowKeys.End}")];
        if (query.Statuses.Count > 0)
            filters.Add($"({string.Join(" or ", query.Statuses.Distinct(StringComparer.Ordinal).Select(s => Part($"Status eq {s}")))})");
        if (query.Owner is { } name)
            filters.Add(Part($"Owner eq {LongText.Sound(name)}"));
        if (query.Category is { } category)
            filters.Add(Part($"Category eq {category}"));
        if (query.Severity is { } severity)
            filters.Add(Part($"Severity eq {severity}"));
        var now = $"{list}0|{RowKeys.Ticks(query.Now)}|";
        if (query.Overdue is { } overdue)
            filters.Add(overdue ? Part($"(RowKey lt {now} or Missed eq true)") : Part($"RowKey ge {now} and Missed eq false"));
        if (query.Escalated is { } escalated)
            filters.Add(escalated ? "Level gt 0" : "Level eq 0");
        return string.Join(" and ", filters);
    }

    public static bool Matches(CaseQuery query, CaseSummary summary)
    {
        var isLate = summary.Missed || QueuePlace.SortOf(summary.DueAt) < query.Now.ToUnixTimeTicks();
        return (query.Statuses.Count == 0 || query.Statuses.Contains(summary.Status))
            && (query.Owner is null || query.Owner == summary.Owner)
            && (query.Category is null || query.Category == summary.Category)
            && (query.Severity is null || query.Severity == summary.Severity)
            && (query.Overdue is not { } overdue || overdue == isLate)
            && (query.Escalated is not { } escalated || escalated == summary.Level > 0);
    }

    private static string Part(FormattableString filter) => TableClient.CreateQueryFilter(filter);
}
