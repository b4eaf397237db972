using Azure.Core;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>A whole life of a case, cut at each of its calls to storage, queue and reports in turn.</summary>
[Collection(AzuriteTests.Name)]
public sealed class CutLineTests(AzuriteServer azurite)
{
    private int _cuts;

    /// <summary>How a call is cut.</summary>
    public enum Cut
    {
        /// <summary>Sent, but the process dies before the answer comes. Dying before a call is dying after the one before.</summary>
        Dies,
        Unsent,
        AnswerLost,

        /// <summary>The answer is lost and the client sends the same again by itself.</summary>
        AnswerLostAndSentAgain,
    }

    [Theory]
    [InlineData(Cut.Dies)]
    [InlineData(Cut.Unsent)]
    [InlineData(Cut.AnswerLost)]
    [InlineData(Cut.AnswerLostAndSentAgain)]
    public async Task Cut_at_any_call_nothing_is_lost_and_nothing_is_done_twice_without_its_id(Cut cut)
    {
        var expected = await LiveAsync(new Line(), retries: false);
        for (var call = 1; ; call++)
        {
            var line = new Line { CutAt = call, CutsAnswer = cut != Cut.Unsent, StaysCut = cut == Cut.Dies };
            var lived = await LiveAsync(line, cut == Cut.AnswerLostAndSentAgain);
            try
            {
                AssertSame(expected, lived);
            }
            catch (Xunit.Sdk.XunitException wrong)
            {
                throw new Xunit.Sdk.XunitException($"Cut ({cut}) at call {call}, in the step '{lived.CutIn}': {wrong.Message}", wrong);
            }

            if (!line.HasCut)
                break;
            _cuts++;
        }

        Assert.True(_cuts > 40, $"Only {_cuts} calls were cut.");
    }

    private static void AssertSame(Lived expected, Lived lived)
    {
        Assert.Equal(expected.Events.Select(e => (e.Number, e.GetType().Name)), lived.Events.Select(e => (e.Number, e.GetType().Name)));
        Assert.Equal(lived.Events.Count, lived.Case.Version);

        // Every effect at least once, and a repeat is the same to the letter.
        Assert.Equal(Ids(expected.World.Ran), Ids(lived.World.Ran));
        Assert.All(lived.World.Ran.GroupBy(e => e.Id, StringComparer.Ordinal), same => Assert.Single(same.Select(CaseJson.Write).Distinct(StringComparer.Ordinal)));

        // Every event that is published once, in the order in which the case made them.
        Assert.NotEmpty(expected.Logged);
        Assert.Equal(expected.Logged, lived.Logged);

        // Every figure, under its one id; of outcomes, the one that was made last is applied last.
        Assert.Equal(expected.World.Counted.Keys.Order(StringComparer.Ordinal), lived.World.Counted.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(expected.World.CountedInOrder.FindLast(IsOutcome), lived.World.CountedInOrder.FindLast(IsOutcome));

        static IEnumerable<string> Ids(IEnumerable<CaseEffect> effects) => effects.Select(e => e.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        static bool IsOutcome(string id) => id.Contains("-outcome", StringComparison.Ordinal);
    }

    private async Task<Lived> LiveAsync(Line line, bool retries)
    {
        var prefix = AzuriteServer.NewName();
        var (sound, cut) = (azurite.Tables(prefix), azurite.Tables(prefix, o =>
        {
            o.Retry.MaxRetries = retries ? 3 : 0;
            o.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry);
        }));
        await sound.Cases.CreateAsync();
        await sound.Index.CreateAsync();
        await sound.Events.CreateAsync();
        var world = new World { Line = line };
        var app = new TableApp(cut, world);
        var cutIn = "";
        foreach (var (name, run) in LifeStory.Steps)
        {
            if (!line.HasCut)
                cutIn = name;
            try
            {
                await run(app, world);
                // A process that died in what it does after its answer is gone as well.
                if (!line.HasCut || app.Tables == sound)
                    continue;
                app = await RestartAsync(sound, world);
            }
            catch (Exception failure) when (line.HasCut && failure is not Xunit.Sdk.XunitException)
            {
                app = await RestartAsync(sound, world);
                await run(app, world);
            }
        }

        world.Line = new Line();
        app = new TableApp(sound, world);
        // Longer than anybody saves: nothing that was announced may be left now.
        world.Now += Duration.FromMinutes(11);
        await SweepAsync(app, world);
        Assert.Empty(await app.Unwoken.FindAsync(world.Now, 100, default));
        IndexRows.AssertShow((await app.Cases.ReadAsync(LifeStory.Id, default))!.Entry, await IndexRows.OfAsync(sound, LifeStory.Id));
        await IndexRows.AssertAgreeAsync(app, sound, LifeStory.Id);
        return new Lived(world, (await app.Store.LoadAsync(LifeStory.Id, default))!, await app.Store.HistoryAsync(LifeStory.Id, default), [.. (await app.Log.ReadAsync(0, 1000, default)).Select(e => e.Event.Id)], cutIn);
    }

    private static async Task<TableApp> RestartAsync(RecoveryTables sound, World world)
    {
        world.Line = new Line();
        var app = new TableApp(sound, world);
        world.Now += Duration.FromMinutes(1);
        await SweepAsync(app, world);
        if (await app.Store.LoadAsync(LifeStory.Id, default) is not null)
            await IndexRows.AssertAgreeAsync(app, sound, LifeStory.Id);
        return app;
    }

    /// <summary>As the sweeper does, twice: the second finds at most what was announced and never saved.</summary>
    private static async Task SweepAsync(TableApp app, World world)
    {
        for (var sweep = 0; sweep < 2; sweep++)
        {
            foreach (var unwoken in await app.Unwoken.FindAsync(world.Now, 100, default))
            {
                if (await app.Unwoken.RepairAsync(unwoken.Id, default))
                    await LifeStory.RoundsAsync(app, world);
            }
        }
    }

    private sealed record Lived(World World, Case Case, IReadOnlyList<CaseEvent> Events, IReadOnlyList<string> Logged, string CutIn);
}
