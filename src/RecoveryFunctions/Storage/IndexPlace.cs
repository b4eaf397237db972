using Azure.Data.Tables;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>Where a case stands in the lists, as of one save; the keys of its rows follow from it.</summary>
/// <param name="Revision">Counts the saves of the case, those too that make no event.</param>
/// <param name="DueSort">As in <see cref="QueuePlace"/>.</param>
/// <param name="Wake">Unix ticks (100 ns).</param>
internal sealed record IndexPlace(int Revision, bool Closed, long DueSort, string? Owner, long? Wake)
{
    public const string AllCases = "all|";

    /// <summary>Named with the revision: whoever takes it away knows that the lists stood exactly there.</summary>
    public string AllKey(CaseId id) => $"{AllCases}{Sort(id)}|{Revision:D10}";

    public string? OwnerKey(CaseId id) => Owner is null ? null : CasesOf(Owner) + Sort(id);

    public string? WakeKey(CaseId id) => Wake is { } wake ? $"wake|{RowKeys.Ticks(wake)}|{id}" : null;

    public static string CasesOf(string owner) => $"owner|{RowKeys.SafeShort(owner)}|";

    public static string Sort(QueuePlace place) => $"{(place.Closed ? 1 : 0)}|{RowKeys.Ticks(place.DueSort)}|{place.Id}";

    private string Sort(CaseId id) => Sort(new QueuePlace(Closed, DueSort, id));
}

/// <summary>A case as the lists are to show it.</summary>
internal sealed record IndexEntry(CaseSummary Summary, int Revision, long? Wake)
{
    private const string RevisionColumn = "Revision", WakeColumn = "Wake";

    public CaseId Id => Summary.Id;

    public IndexPlace Place { get; } =
        new(Revision, Summary.Status == "closed", QueuePlace.SortOf(Summary.DueAt), Summary.Owner is { } owner ? LongText.Sound(owner) : null, Wake);

    public void Write(TableEntity entity)
    {
        SummaryColumns.Write(entity, Summary);
        entity[RevisionColumn] = Revision;
        if (Wake is { } wake)
            entity[WakeColumn] = wake;
    }

    public static IndexEntry Read(TableEntity entity) =>
        new(SummaryColumns.Read(entity), entity.GetInt32(RevisionColumn) ?? 0, entity.GetInt64(WakeColumn));
}
