using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Azure.Core;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>Counts what each action asks of storage, and holds <c>docs/storage.md</c> to it: what operators pay is worked out from there.</summary>
[Collection(AzuriteTests.Name)]
public sealed partial class StorageOperationsTests(AzuriteServer azurite) : IAsyncLifetime
{
    private static readonly Actor s_maya = Actor.Staff("maya-okafor");

    private readonly Line _line = new();
    private readonly World _world = new();
    private TableApp _app = null!;

    public async Task InitializeAsync() =>
        _app = new TableApp(await azurite.NewTablesAsync(o => o.AddPolicy(new LinePolicy(_line), HttpPipelinePosition.PerRetry)), _world);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_document_says_what_each_action_costs()
    {
        var counted = new Dictionary<string, (int Tables, int Messages, int Countings)>(StringComparer.Ordinal)
        {
            ["Opening a case"] = await Count(() => _app.Service.OpenAsync(LifeStory.Id, new CommandId("open", "f"), LifeStory.Complaint, default)),
            ["The same complaint once more"] = await Count(() => _app.Service.OpenAsync(LifeStory.Id, new CommandId("open", "f"), LifeStory.Complaint, default)),
            ["A case's first round: acknowledgement and alert"] = await Count(Round),
            ["A case's second round, with nothing to do"] = await Count(Round),
            ["A later round with nothing to do"] = await Count(Round),
            ["A command of staff or the customer"] = await Count(() => Do(new Note(new CommandId("note"), s_maya, "Called the depot."))),
            ["The same command once more"] = await Count(() => Do(new Note(new CommandId("note"), s_maya, "Called the depot."))),
        };
        await Do(new SendMessage(new CommandId("message"), s_maya, "We are looking for it."));
        counted["A round after a command, with one mail"] = await Count(Round);
        _world.Now = (await _app.Store.NextWakeAsync(default))!.Value;
        counted["A round at a deadline, with one alert"] = await Count(Round);
        counted["The first page of the queue"] = await Count(() => _app.Store.QueryAsync(new CaseQuery { Now = _world.Now }, default));
        counted["The first page of one owner's cases"] = await Count(() => _app.Store.QueryAsync(new CaseQuery { Now = _world.Now, Owner = "maya-okafor" }, default));
        counted["A search by reference"] = await Count(() => _app.Store.QueryAsync(new CaseQuery { Now = _world.Now, Text = LifeStory.Id.Reference() }, default));
        counted["A search by two words that one case has"] = await Count(() => _app.Store.QueryAsync(new CaseQuery { Now = _world.Now, Text = "parcel nobody" }, default));
        counted["A case as it stands (status page, case file)"] = await Count(() => _app.Store.LoadAsync(LifeStory.Id, default));
        counted["The history of a case"] = await Count(() => _app.Store.HistoryAsync(LifeStory.Id, default));
        _world.Now += Duration.FromDays(1);
        counted["A sweep that finds nothing"] = await Count(() => _app.Unwoken.FindAsync(Instant.FromUtc(2026, 1, 1, 0, 0), 100, default));
        counted["Looking after a case that nobody woke"] = await Count(() => _app.Unwoken.RepairAsync(LifeStory.Id, default));
        await _app.Index.AnnounceAsync(LifeStory.Id, 1, _world.Now, default);
        counted["Setting one case right after a crash"] = await Count(() => _app.Unwoken.RepairAsync(LifeStory.Id, default));

        var documented = Documented();
        var wrong = counted.Except(documented).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(counted.Keys.Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, (int Tables, int Messages, int Countings)> Documented([CallerFilePath] string here = "")
    {
        var document = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "storage.md"));
        return Line().Matches(document).ToDictionary(
            m => m.Groups["action"].Value.Trim(),
            m => (int.Parse(m.Groups["tables"].Value), int.Parse(m.Groups["messages"].Value), int.Parse(m.Groups["countings"].Value)),
            StringComparer.Ordinal);
    }

    private async Task<(int Tables, int Messages, int Countings)> Count(Func<Task> action)
    {
        var before = (_line.Calls, _world.Nudged.Count, _world.Countings);
        await action();
        return (_line.Calls - before.Calls, _world.Nudged.Count - before.Count, _world.Countings - before.Countings);
    }

    private Task Round() => _app.Rounds.RunAsync(LifeStory.Id, default);

    private async Task Do(CaseCommand command) => Assert.IsType<Done>(await _app.Service.ExecuteAsync(LifeStory.Id, command, null, default));

    [GeneratedRegex(@"^\| (?<action>[^|]+) \| (?<tables>\d+) \| (?<messages>\d+) \| (?<countings>\d+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
