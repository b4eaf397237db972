using Azure.Data.Tables;
using Recovery.Cases;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>What the lists really hold.</summary>
internal static class IndexRows
{
    public static async Task<List<TableEntity>> OfAsync(RecoveryTables tables, CaseId id)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in tables.Index.QueryAsync<TableEntity>())
        {
            if (row.RowKey.Contains(id.Value, StringComparison.Ordinal))
                rows.Add(row);
        }

        return rows;
    }

    /// <summary>Exactly the rows of the entry, each showing it, and no announcement.</summary>
    public static void AssertShow(IndexEntry entry, IEnumerable<TableEntity> rows)
    {
        var listed = rows.Where(r => !r.RowKey.StartsWith("word|", StringComparison.Ordinal)).ToDictionary(r => r.RowKey, StringComparer.Ordinal);
        string?[] keys = [entry.Place.AllKey(entry.Id), CaseIndex.PointerKey(entry.Id.Value), entry.Place.OwnerKey(entry.Id), entry.Place.WakeKey(entry.Id)];
        Assert.Equal(keys.OfType<string>().Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        foreach (var row in listed.Values.Where(r => !r.RowKey.StartsWith("wake|", StringComparison.Ordinal)))
        {
            var shown = IndexEntry.Read(row);
            Assert.Equal(entry.Summary.Marks, shown.Summary.Marks);
            Assert.Equal((entry.Summary, entry.Revision, entry.Wake), (shown.Summary with { Marks = entry.Summary.Marks }, shown.Revision, shown.Wake));
        }
    }

    /// <summary>The case as stored is the case as listed, and found by each of its words. Something may still be announced.</summary>
    public static async Task AssertAgreeAsync(TableApp app, RecoveryTables tables, CaseId id)
    {
        var stored = await app.Cases.ReadAsync(id, default);
        var rows = await OfAsync(tables, id);
        AssertShow(stored!.Entry, rows.Where(r => !r.RowKey.StartsWith(Intent.Prefix, StringComparison.Ordinal)));
        var words = (await app.Cases.WordsAsync(id, default)).Select(w => $"{CaseIndex.WordsFrom(w)}|{id}").Order(StringComparer.Ordinal);
        Assert.Equal(words, rows.Select(r => r.RowKey).Where(k => k.StartsWith("word|", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
