using System.Text.RegularExpressions;
using NodaTime;
using Recovery.Contracts;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Hosting;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>Counts what webhooks ask of storage, and holds <c>docs/storage.md</c> to it.</summary>
[Collection(AzuriteTests.Name)]
public sealed partial class WebhookOperationsTests(AzuriteServer azurite)
{
    [Fact]
    public async Task The_document_says_what_webhooks_cost()
    {
        var on = await PumpOnTables.SubscribedAsync(azurite);
        await on.Events.AppendAsync([StoredWebhooks.Event("first", "first")], default);
        await on.Rounds.RunAsync(PumpOnTables.Id, default);
        var counted = new Dictionary<string, (int, int)>(StringComparer.Ordinal)
        {
            ["Events of a turn into the log"] = await on.CountAsync(() => on.Events.AppendAsync([StoredWebhooks.Event("e-1", "s-1"), StoredWebhooks.Event("e-2", "s-1")], default)),
            ["The same events once more, in the same process"] =
                await on.CountAsync(() => on.Events.AppendAsync([StoredWebhooks.Event("e-1", "s-1"), StoredWebhooks.Event("e-2", "s-1")], default)),
            ["A message: one case's new events get through"] = await on.CountAsync(() => on.Rounds.RunAsync(PumpOnTables.Id, default)),
            ["A message: nothing is due"] = await on.CountAsync(() => on.Rounds.RunAsync(PumpOnTables.Id, default)),
        };
        await on.Events.AppendAsync([.. Enumerable.Range(3, 5).Select(n => StoredWebhooks.Event($"e-{n}", $"s-{n}"))], default);
        counted["A message: five cases' new events get through"] = await on.CountAsync(() => on.Rounds.RunAsync(PumpOnTables.Id, default));
        await on.Events.AppendAsync([StoredWebhooks.Event("e-8", "s-8")], default);
        on.Receiver.Status = 500;
        counted["A message: a new event fails"] = await on.CountAsync(() => on.Rounds.RunAsync(PumpOnTables.Id, default));
        on.Clock.Now += Duration.FromSeconds(10);
        counted["A message: an event fails again"] = await on.CountAsync(() => on.Rounds.RunAsync(PumpOnTables.Id, default));
        counted["A sweep with one subscription and nothing overdue"] = await on.CountAsync(() => on.Uncalled.CallAsync(default));
        on.Receiver.Status = 204;
        on.Clock.Now += Duration.FromHours(1);
        counted["A message: an event gets through that had failed"] = await on.CountAsync(() => on.Rounds.RunAsync(PumpOnTables.Id, default));
        await on.Subscriptions.RemoveAsync(PumpOnTables.Id, default);
        counted["A sweep without subscriptions"] = await on.CountAsync(() => on.Uncalled.CallAsync(default));

        var documented = Line().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "storage.md")))
            .ToDictionary(m => m.Groups["action"].Value.Trim(), m => (int.Parse(m.Groups["tables"].Value), int.Parse(m.Groups["messages"].Value)), StringComparer.Ordinal);
        Assert.Equal(counted.OrderBy(c => c.Key, StringComparer.Ordinal), documented.OrderBy(d => d.Key, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (?<action>[^|]+) \| (?<tables>\d+) \| (?<messages>\d+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
