using Azure.Core;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>Projections of several saves of one case, in every disorder that retries, races and crashes can bring about.</summary>
[Collection(AzuriteTests.Name)]
public sealed class CaseIndexTests(AzuriteServer azurite)
{
    private const int Saves = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_projections_interleave_a_case_is_in_each_list_once(int seed)
    {
        var tables = await azurite.NewTablesAsync();
        var prefix = tables.Index.Name[..^"caseindex".Length];
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            var entries = Life(random, CaseId.From("index", $"{seed}-{round}"));
            var shown = 0;
            // Waves of projections at once: of any save, more than once, some cut off before or after any of their calls.
            for (var wave = 0; wave < 4; wave++)
            {
                await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ProjectAsync(random.Next(), entries, prefix)));
                var rows = await IndexRows.OfAsync(tables, entries[0].Id);
                if (rows.Exists(r => r.RowKey == CaseIndex.PointerKey(entries[0].Id.Value)))
                {
                    var stands = entries.Single(e => rows.Exists(r => r.RowKey == e.Place.AllKey(e.Id)));
                    IndexRows.AssertShow(stands, rows);
                    Assert.True(stands.Revision >= shown, "The lists went back.");
                    shown = stands.Revision;
                }
                else
                {
                    Assert.Empty(rows);
                }
            }

            var index = new CaseIndex(tables);
            await index.RepairAsync(entries[^1], default);
            Assert.False(await index.RepairAsync(entries[random.Next(Saves)], default));
            IndexRows.AssertShow(entries[^1], await IndexRows.OfAsync(tables, entries[0].Id));
        }
    }

    [Fact]
    public async Task In_the_usual_case_a_projection_is_one_operation()
    {
        var line = new Line();
        var tables = await azurite.NewTablesAsync(o => o.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry));
        var index = new CaseIndex(tables);
        var entries = Life(new Random(5), CaseId.From("index", "usual"));
        for (var i = 0; i < Saves; i++)
        {
            var intent = await index.AnnounceAsync(entries[i].Id, i, StoredCases.Monday, default);
            var before = line.Calls;
            await index.ProjectAsync(entries[i], i == 0 ? null : entries[i - 1].Place, intent, [$"word{i}"], default);
            Assert.Equal(1, line.Calls - before);
        }

        var rows = await IndexRows.OfAsync(tables, entries[0].Id);
        IndexRows.AssertShow(entries[^1], rows);
        Assert.Equal(Saves, rows.Count(r => r.RowKey.StartsWith("word|", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Words_of_a_save_are_found_although_a_later_save_was_shown_first()
    {
        var tables = await azurite.NewTablesAsync();
        var index = new CaseIndex(tables);
        var entries = Life(new Random(6), CaseId.From("index", "late"));
        var intent = await index.AnnounceAsync(entries[0].Id, 0, StoredCases.Monday, default);
        await index.RepairAsync(entries[1], default);

        await index.ProjectAsync(entries[0], null, intent, [.. Enumerable.Range(0, 350).Select(n => $"w{n}")], default);

        var rows = await IndexRows.OfAsync(tables, entries[0].Id);
        IndexRows.AssertShow(entries[1], rows);
        Assert.Equal(350, rows.Count(r => r.RowKey.StartsWith("word|", StringComparison.Ordinal)));
    }

    private async Task ProjectAsync(int seed, IndexEntry[] entries, string prefix)
    {
        var random = new Random(seed);
        var line = new Line { CutAt = random.Next(8), CutsAnswer = random.Next(2) == 0, StaysCut = random.Next(2) == 0 };
        var tables = azurite.Tables(prefix, o =>
        {
            o.Retry.MaxRetries = random.Next(2) * 2;
            o.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry);
        });
        var i = random.Next(entries.Length);
        try
        {
            if (random.Next(4) == 0)
                await new CaseIndex(tables).RepairAsync(entries[i], default);
            else
                await new CaseIndex(tables).ProjectAsync(entries[i], i == 0 ? null : entries[i - 1].Place, null, [], default);
        }
        catch (Exception cut) when (cut is IOException or AggregateException)
        {
            // A crash; another projection comes by.
        }
    }

    private static IndexEntry[] Life(Random random, CaseId id)
    {
        var entries = new IndexEntry[Saves];
        for (var i = 0; i < Saves; i++)
        {
            var isClosed = random.Next(3) == 0;
            var summary = StoredCases.Summary(StoredCases.Opened(1).Case, isClosed ? null : StoredCases.Monday + Duration.FromHours(random.Next(3))) with
            {
                Id = id,
                Status = isClosed ? "closed" : "open",
                Owner = random.Next(3) switch { 0 => null, 1 => "maya", _ => "tom" },
                Level = random.Next(3),
                Version = i + 1,
            };
            entries[i] = new IndexEntry(summary, i + 1, isClosed ? null : RowKeys.TicksFrom(StoredCases.Monday + Duration.FromHours(random.Next(3))));
        }

        return entries;
    }
}
