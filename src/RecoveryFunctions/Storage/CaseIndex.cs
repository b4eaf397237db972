using System.Globalization;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>
/// The lists: the table <c>caseindex</c>, a projection of <c>cases</c> that can be made anew at any time. Everything is in one
/// partition, so that a case moves from one place to another in one transaction: whoever reads sees it once, never twice or
/// not at all. The row in the list of all cases is named with its revision, and a projection takes away the row of the revision
/// before: it fails where the lists stand elsewhere, and then asks where.
/// </summary>
internal sealed class CaseIndex(RecoveryTables tables)
{
    public const string Partition = "cases";

    // A projection has eight rows at most beside its words, and a transaction takes a hundred.
    private const int WordsBeside = 90;
    private const int Tries = 10;

    /// <summary>Says that a case is about to be saved, so that it is found should nobody come to project it.</summary>
    /// <returns>Key of what was written; the projection takes it away.</returns>
    public async Task<string> AnnounceAsync(CaseId id, int expectedVersion, Instant now, CancellationToken cancel)
    {
        var intent = new Intent(id, expectedVersion, now);
        await tables.Index.UpsertEntityAsync(intent.ToRow(), TableUpdateMode.Replace, cancel);
        return intent.Key;
    }

    /// <summary>Moves a case to where it belongs after a save. In the usual case that is one operation.</summary>
    /// <param name="before">Where it stood before that save; null for a new case.</param>
    /// <param name="intent">From <see cref="AnnounceAsync"/>; null for none.</param>
    /// <param name="words">That the case is to be found by from now on.</param>
    public async Task ProjectAsync(IndexEntry after, IndexPlace? before, string? intent, IReadOnlyList<string> words, CancellationToken cancel)
    {
        await AddWordsAsync(after.Id, words.Skip(WordsBeside), cancel);
        var actions = Move(after, before);
        if (intent is not null)
            actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, Row(intent), ETag.All));
        actions.AddRange(words.Take(WordsBeside).Select(w => Word(w, after.Id)));
        if (await TryAsync(actions, cancel))
            return;

        await AddWordsAsync(after.Id, words.Take(WordsBeside), cancel);
        await RepairAsync(after, cancel);
        if (intent is not null)
            await ForgetAsync(intent, cancel);
    }

    /// <summary>Moves a case to where it belongs from wherever it stands, unless the lists know of a later save.</summary>
    /// <returns>Whether anything had to be changed.</returns>
    public async Task<bool> RepairAsync(IndexEntry after, CancellationToken cancel)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var stands = await FindAsync(after.Id, cancel);
            if (stands?.Revision >= after.Revision)
                return false;
            if (await TryAsync(Move(after, stands?.Place), cancel))
                return true;
        }

        throw new TimeoutException($"The case {after.Id} was moved {Tries} times by others while its place in the lists was set right.");
    }

    public async Task AddWordsAsync(CaseId id, IEnumerable<string> words, CancellationToken cancel)
    {
        foreach (var some in words.Chunk(TransactionLimits.MostOperations))
            await tables.Index.SubmitTransactionAsync(some.Select(w => Word(w, id)), cancel);
    }

    /// <summary>The case as the lists show it.</summary>
    public async Task<IndexEntry?> FindAsync(CaseId id, CancellationToken cancel)
    {
        var row = await tables.Index.GetEntityIfExistsAsync<TableEntity>(Partition, PointerKey(id.Value), cancellationToken: cancel);
        return row.HasValue ? IndexEntry.Read(row.Value!) : null;
    }

    public Task ForgetAsync(string intent, CancellationToken cancel) => tables.Index.DeleteEntityAsync(Partition, intent, ETag.All, cancel);

    /// <summary>Announced before the instant, the longest ago first.</summary>
    public Task<List<Intent>> IntentsAsync(Instant before, int limit, CancellationToken cancel) =>
        RangeAsync(Intent.Prefix, Intent.Prefix + RowKeys.Ticks(before), limit, Intent.Read, cancel);

    public async Task<IReadOnlyList<Intent>> IntentsAsync(CaseId id, CancellationToken cancel)
    {
        var found = new List<Intent>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey ge {Intent.Prefix} and RowKey lt {Intent.Prefix + RowKeys.End} and Id eq {id.Value}");
        await foreach (var row in tables.Index.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            found.Add(Intent.Read(row));
        return found;
    }

    /// <summary>Cases whose wake has come, the longest overdue first.</summary>
    /// <param name="until">Not included, in Unix ticks.</param>
    public Task<List<(CaseId Id, Instant At)>> WakesAsync(long until, int limit, CancellationToken cancel) =>
        RangeAsync("wake|", $"wake|{RowKeys.Ticks(until)}", limit, ReadWake, cancel);

    public async Task<Instant?> NextWakeAsync(CancellationToken cancel) =>
        (await RangeAsync("wake|", "wake|" + RowKeys.End, 1, ReadWake, cancel)) is [var (_, first)] ? first : null;

    public static string PointerKey(string id) => $"case|{id}";

    public static string WordsFrom(string start) => $"word|{RowKeys.Safe(start)}";

    private async Task<List<T>> RangeAsync<T>(string from, string to, int limit, Func<TableEntity, T> read, CancellationToken cancel)
    {
        var found = new List<T>();
        if (limit <= 0)
            return found;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {from} and RowKey lt {to}");
        await foreach (var row in tables.Index.QueryAsync<TableEntity>(filter, maxPerPage: Math.Min(limit, 1000), cancellationToken: cancel))
        {
            found.Add(read(row));
            if (found.Count == limit)
                break;
        }

        return found;
    }

    private static List<TableTransactionAction> Move(IndexEntry after, IndexPlace? before)
    {
        var id = after.Id;
        var actions = new List<TableTransactionAction>();
        if (before is not null)
            actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, Row(before.AllKey(id)), ETag.All));
        actions.Add(new TableTransactionAction(TableTransactionActionType.Add, Shown(after.Place.AllKey(id))));
        actions.Add(before is null
            ? new TableTransactionAction(TableTransactionActionType.Add, Shown(PointerKey(id.Value)))
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, Shown(PointerKey(id.Value)), ETag.All));
        Replace(before?.OwnerKey(id), after.Place.OwnerKey(id), Shown);
        if (before?.Wake != after.Wake)
            Replace(before?.WakeKey(id), after.Place.WakeKey(id), Row);
        return actions;

        void Replace(string? old, string? now, Func<string, TableEntity> make)
        {
            if (old is not null && old != now)
                actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, Row(old), ETag.All));
            if (now is not null)
                actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, make(now)));
        }

        TableEntity Shown(string key)
        {
            var row = Row(key);
            after.Write(row);
            return row;
        }
    }

    /// <returns>False when the lists stood elsewhere than was thought, and nothing was changed.</returns>
    private async Task<bool> TryAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancel)
    {
        try
        {
            await tables.Index.SubmitTransactionAsync(actions, cancel);
            return true;
        }
        catch (RequestFailedException elsewhere) when (elsewhere.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static (CaseId Id, Instant At) ReadWake(TableEntity row)
    {
        var parts = row.RowKey.Split('|');
        return (SummaryColumns.IdOf(parts[2]), Instant.FromUnixTimeTicks(long.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    private static TableTransactionAction Word(string word, CaseId id) =>
        new(TableTransactionActionType.UpsertReplace, Row($"{WordsFrom(word)}|{id}"));

    private static TableEntity Row(string key) => new(Partition, key);
}

/// <summary>A save that was announced.</summary>
/// <param name="ExpectedVersion">Of the case before it.</param>
internal sealed record Intent(CaseId Id, int ExpectedVersion, Instant At)
{
    public const string Prefix = "intent|";

    public string Key => $"{Prefix}{RowKeys.Ticks(At)}|{Id}|{ExpectedVersion:D7}";

    public TableEntity ToRow() => new(CaseIndex.Partition, Key) { ["Id"] = Id.Value };

    public static Intent Read(TableEntity row)
    {
        var parts = row.RowKey.Split('|');
        return new Intent(SummaryColumns.IdOf(parts[2]), int.Parse(parts[3]), Instant.FromUnixTimeTicks(long.Parse(parts[1])));
    }
}
