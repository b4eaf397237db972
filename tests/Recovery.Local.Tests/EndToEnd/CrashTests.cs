using System.Text.Json;
using System.Text.Json.Nodes;
using Recovery.Cases;
using Recovery.Policy;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>The program is killed again and again while complaints stream in.</summary>
[Collection(BusyTests.Name)]
public sealed class CrashTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Kills = 30;
    private const int Clients = 3;

    private readonly ITestOutputHelper _output = output;

    [Fact]
    public async Task After_thirty_kills_each_accepted_complaint_is_one_case_that_was_acknowledged_and_whose_time_still_comes()
    {
        var seed = Environment.TickCount;
        _output.WriteLine($"Seed {seed}");
        var policy = Path.GetTempFileName();
        await File.WriteAllTextAsync(policy, SlowerSeconds());
        var process = await StartAsync($"--Recovery:Policy={policy}");
        var random = new Random(seed);
        var sent = new List<Sent>();

        for (var kill = 0; kill < Kills; kill++)
        {
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var stop = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients).Select(c => StreamAsync(process, $"{seed}-{kill}-{c}", new Random(random.Next()), first, stop.Token)).ToList();
            if (kill % 3 > 0)
                await first.Task; // Two of three rounds break into the stream, one into the start.
            await Task.Delay(random.Next(0, 120), CancellationToken.None); // The moment of the crash, not a wait for anything.
            await process.KillAsync();
            await stop.CancelAsync();
            sent.AddRange((await Task.WhenAll(clients)).SelectMany(s => s));
            await process.RestartAsync();
        }

        var accepted = sent.Where(s => s.CaseId is not null).ToList();
        _output.WriteLine($"{sent.Count} sent, {accepted.Count} accepted.");
        Assert.True(accepted.Count >= Kills, $"Only {accepted.Count} of {sent.Count} were accepted: the test was no test.");

        await ACaseForEachKeyAsync(process, sent, accepted);
        var cases = await StoredAsync(process);
        await EachIsAcknowledgedAsync(process, sent, cases);
        await EachTimerComesAsync(process, cases);
        // Where mail is being written; what a killed one left is cleared away.
        Assert.InRange(Directory.EnumerateFileSystemEntries(Path.Combine(process.DataDirectory, "outbox"), ".*").Count(), 0, 8);
        File.Delete(policy);
    }

    /// <summary>The policy of seconds, with time enough that killing is over before every timer has come.</summary>
    private static string SlowerSeconds()
    {
        var policy = JsonNode.Parse(PolicyLoader.Pack("seconds")!)!;
        policy["promises"]!["acknowledge"]!["within"] = "PT20S";
        policy["promises"]!["update"] = new JsonObject { ["within"] = "PT25S", ["remindBefore"] = "PT5S", ["afterAsking"] = "PT10S" };
        policy["promises"]!["resolve"] = new JsonObject { ["within"] = "PT10M", ["remindBefore"] = "PT1M" };
        policy["promises"]!.AsObject().Remove("statutory");
        policy["escalation"]!["ladder"]![0]!["at"] = new JsonObject { ["update"] = "PT0S", ["resolve"] = "PT0S" };
        policy["escalation"]!["ladder"]![1]!["at"] = new JsonObject { ["update"] = "PT10M", ["resolve"] = "PT1M" };
        policy.AsObject().Remove("$schema");
        return policy.ToJsonString();
    }

    private static async Task<List<Sent>> StreamAsync(RecoveryProcess process, string client, Random random, TaskCompletionSource first, CancellationToken stop)
    {
        var sent = new List<Sent>();
        using var http = process.Http();
        var app = new Api(http);
        for (var n = 0; n < 6 && !stop.IsCancellationRequested; n++)
        {
            var complaint = new Sent($"{client}-{n}", Customers.Address("crash"), null);
            try
            {
                var answer = await app.SubmitAsync(complaint.Body, complaint.Key);
                sent.Add(complaint with { CaseId = answer.Is(202)["caseId"].GetString() });
                first.TrySetResult();
                await Task.Delay(random.Next(0, 40), CancellationToken.None);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                sent.Add(complaint); // Nobody knows whether it arrived: so it will be sent again.
                break;
            }
        }

        return sent;
    }

    private static async Task ACaseForEachKeyAsync(RecoveryProcess process, List<Sent> sent, List<Sent> accepted)
    {
        var stored = (await StoredAsync(process)).Select(c => c.Text("caseId")!).ToList();
        Assert.Superset(accepted.Select(a => a.CaseId!).ToHashSet(), stored.ToHashSet());
        Assert.Subset(sent.Select(s => CaseId.From("api", s.Key).Value).ToHashSet(), stored.ToHashSet());

        var app = process.App();
        foreach (var again in sent)
        {
            var id = (await app.SubmitAsync(again.Body, again.Key)).Is(202)["caseId"].GetString();
            Assert.Equal(again.CaseId ?? CaseId.From("api", again.Key).Value, id);
        }

        Assert.Equal(sent.Count, (await StoredAsync(process)).Count);
    }

    /// <summary>A case whose next time moves while the pages are turned may come on two of them.</summary>
    private static async Task<IReadOnlyList<JsonElement>> StoredAsync(RecoveryProcess process) =>
        [.. (await process.Staff().AllCasesAsync()).DistinctBy(c => c.Text("caseId"))];

    private static async Task EachIsAcknowledgedAsync(RecoveryProcess process, List<Sent> sent, IReadOnlyList<JsonElement> cases)
    {
        var outbox = Path.Combine(process.DataDirectory, "outbox");
        var expected = cases.Select(c => c.Text("caseId")!).ToHashSet();
        await Eventually.GetAsync<object>(
            "an acknowledgement for every case",
            () => Task.FromResult(expected.SetEquals(Acknowledgements(outbox).Select(a => a.Case)) ? new object() : null),
            () => Task.FromResult($"{Acknowledgements(outbox).Select(a => a.Case).Distinct().Count()} of {expected.Count} have one."));

        // At least once each, and a repeat is the same file.
        var mails = Acknowledgements(outbox);
        Assert.Empty(mails.GroupBy(m => m.Case).Where(c => c.Count() > 1).Select(c => string.Join(" and ", c.Select(m => m.Name))));
        Assert.Equal(sent.Count, mails.Count);
        Assert.All(mails, m => Assert.Contains($"Message-ID: <{m.Name}@localhost>", m.Eml, StringComparison.OrdinalIgnoreCase));
        Assert.All(sent, s => Assert.Single(mails, m => m.Eml.Contains(s.Email, StringComparison.Ordinal)));
    }

    private static List<(string Case, string Name, string Eml)> Acknowledgements(string outbox) =>
    [
        .. Directory.EnumerateFiles(outbox, "*-email.eml").Select(f => (Name: Path.GetFileNameWithoutExtension(f), Eml: File.ReadAllText(f)))
            .Where(m => m.Eml.Contains("We have your complaint", StringComparison.Ordinal)).Select(m => (m.Name[..26], m.Name, m.Eml)),
    ];

    private static async Task EachTimerComesAsync(RecoveryProcess process, IReadOnlyList<JsonElement> cases)
    {
        var staff = process.Staff();
        var waiting = cases.Select(c => c.Text("caseId")!).ToHashSet();
        await Eventually.GetAsync<object>(
            "every case to escalate when its update is missed",
            async () =>
            {
                var risen = await staff.AllCasesAsync("&escalated=true");
                waiting.ExceptWith(risen.Select(c => c.Text("caseId")!));
                return waiting.Count == 0 ? new object() : null;
            },
            () => Task.FromResult($"{waiting.Count} of {cases.Count} have not, {waiting.First()} for one."),
            TimeSpan.FromSeconds(90));
        foreach (var @case in cases)
        {
            var history = await staff.CaseAsync(@case.Text("caseId")!);
            Assert.True(history.WroteHolding(), $"{@case.Text("caseId")} escalated, and its customer was not told:\n{history.Told()}");
            Assert.Equal(Enumerable.Range(1, history.Timeline().Count), history.Timeline().Select(e => e.GetProperty("number").GetInt32()));
            Assert.Equal(1, history.Count("received"));
            Assert.Equal(1, history.Count("acknowledged"));
        }
    }

    /// <param name="CaseId">Of the 202; null when the answer never came.</param>
    private sealed record Sent(string Key, string Email, string? CaseId)
    {
        public object Body => new { description = $"Complaint {Key}.", email = Email };
    }
}
