using Azure;
using Azure.Data.Tables;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>A change as one entity-group transaction of the case's partition. The row of the case comes first: it is the guard.</summary>
internal sealed class CaseTransaction
{
    // The text of a search has some hundred different words at most (a letter of two pages); what is longer repeats itself, or
    // is no letter, and every word is a row.
    public const int MostWords = 400;

    private readonly List<TableTransactionAction> _actions = [];

    /// <param name="before">The row as it was read; null for a case that must not be there yet.</param>
    /// <param name="applied">Effects that the store has applied itself, and which are to be forgotten.</param>
    /// <exception cref="ChangeTooLargeException">It cannot be saved in one transaction.</exception>
    public CaseTransaction(CaseChange change, CaseMark? before, IReadOnlyCollection<CaseEffect> applied)
    {
        (Id, Version, Before) = (change.Case.Id, change.Case.Version, before);
        Entry = new IndexEntry(change.Summary, (before?.Place.Revision ?? 0) + 1, change.WakeAt is { } wake ? RowKeys.TicksFrom(wake) : null);
        Words = change.SearchText is { } text ? SearchedText.Words(text, MostWords) : [];
        Add(change.Case, before);
        foreach (var happened in change.Events)
            Add(happened);
        for (var i = 0; i < change.Effects.Count; i++)
            Add(change.Effects[i], order: (change.Case.Version * 1000L) + i);
        foreach (var id in change.Done)
            Delete(CaseKeys.Effect(id));
        foreach (var retry in change.Retries)
            Add(retry);
        foreach (var effect in applied)
            Delete(CaseKeys.Of(effect));
        if (Words.Count > 0)
            AddWords(change.Case.Version);
        TransactionLimits.Check(_actions);
    }

    private CaseTransaction(CaseTransaction other, IEnumerable<TableTransactionAction> actions)
    {
        (Id, Version, Before, Entry, Words) = (other.Id, other.Version, other.Before, other.Entry, other.Words);
        _actions.AddRange(actions);
    }

    public CaseId Id { get; }

    /// <summary>Of the case once it is saved.</summary>
    public int Version { get; }

    public CaseMark? Before { get; }

    /// <summary>What the lists are to show once it is saved.</summary>
    public IndexEntry Entry { get; }

    /// <summary>That the case is to be found by from now on.</summary>
    public IReadOnlyList<string> Words { get; }

    public IReadOnlyList<TableTransactionAction> Actions => _actions;

    /// <summary>
    /// The same without what would change rows that are not there. An effect may have been marked done by another turn that ran
    /// it too; a missing row would fail the whole transaction.
    /// </summary>
    public CaseTransaction For(IReadOnlySet<string> existing) => new(
        this,
        _actions.Where(a => a.ActionType is not (TableTransactionActionType.Delete or TableTransactionActionType.UpdateMerge) || existing.Contains(a.Entity.RowKey)));

    private void Add(Case subject, CaseMark? before)
    {
        var row = Row(CaseKeys.Case);
        Entry.Write(row);
        LongText.Write(row, CaseKeys.Json, CaseJson.Write(subject));
        _actions.Add(before is null
            ? new TableTransactionAction(TableTransactionActionType.Add, row)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, before.Tag));
    }

    private void Add(CaseEvent happened)
    {
        var row = Row(CaseKeys.Event(happened.Number));
        row["Kind"] = happened.GetType().Name;
        row["At"] = happened.At.ToDateTimeOffset();
        LongText.Write(row, CaseKeys.Json, CaseJson.Write(happened));
        _actions.Add(new TableTransactionAction(TableTransactionActionType.Add, row));
    }

    private void Add(CaseEffect effect, long order)
    {
        var row = Row(CaseKeys.Of(effect));
        row["Kind"] = effect.GetType().Name;
        row[CaseKeys.Order] = order;
        row[CaseKeys.Attempts] = 0;
        row[CaseKeys.NotBefore] = 0L;
        LongText.Write(row, CaseKeys.Json, CaseJson.Write(effect));
        _actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
    }

    private void Add(PendingEffect retry)
    {
        var row = Row(CaseKeys.Effect(retry.Effect.Id));
        row[CaseKeys.Attempts] = retry.Attempts;
        row[CaseKeys.NotBefore] = RowKeys.TicksFrom(retry.NotBefore);
        _actions.Add(new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, ETag.All));
    }

    private void AddWords(int version)
    {
        var row = Row(CaseKeys.WordsOf(version));
        LongText.Write(row, CaseKeys.Text, string.Join(' ', Words));
        _actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
    }

    private void Delete(string key) => _actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, Row(key), ETag.All));

    private TableEntity Row(string key) => new(Id.Value, key);
}

/// <summary>
/// Row keys and properties of a case's partition. What a turn needs lies between <see cref="Case"/> and <see cref="EndOfWork"/>;
/// history and words, which grow, come after.
/// </summary>
internal static class CaseKeys
{
    public const string Case = "case", Effects = "effect|", Published = "event|", Figures = "figure|", EndOfWork = "g", History = "history|", Words = "words|";

    public const string Json = "Json", Order = "Order", Attempts = "Attempts", NotBefore = "NotBefore", Text = "Text";

    public static string Event(int number) => $"{History}{number:D7}";

    public static string Effect(string id) => Effects + RowKeys.Safe(id);

    public static string Of(CaseEffect effect) => effect switch
    {
        PublishEvent => Published + RowKeys.Safe(effect.Id),
        CountStatistics or RecordOutcome or WithdrawOutcome => Figures + RowKeys.Safe(effect.Id),
        _ => Effect(effect.Id),
    };

    public static string WordsOf(int version) => $"{Words}{version:D7}";

    /// <summary>What the store applies itself: what is counted for the reports, and what webhooks tell. No driver runs it.</summary>
    public static bool IsApplied(CaseEffect effect) => effect is CountStatistics or RecordOutcome or WithdrawOutcome or PublishEvent;

    /// <summary>A row of what the store applies itself.</summary>
    public static bool IsApplied(string rowKey) =>
        rowKey.StartsWith(Published, StringComparison.Ordinal) || rowKey.StartsWith(Figures, StringComparison.Ordinal);
}
