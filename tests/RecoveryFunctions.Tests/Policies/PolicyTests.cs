using Azure.Core;
using Azure.Core.Pipeline;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Policy;
using RecoveryFunctions.Policies;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Policies;

[Collection(AzuriteTests.Name)]
public sealed class PolicyTests(AzuriteServer azurite)
{
    private static readonly RecoveryPolicy s_default = PublishedPolicy.Load("default");
    private static readonly RecoveryPolicy s_seconds = PublishedPolicy.Load("seconds");

    [Fact]
    public async Task A_case_keeps_its_policy_when_the_setting_names_another()
    {
        var tables = await azurite.NewTablesAsync();
        await OpenAsync(tables, s_default);

        var later = new TablePolicyLibrary(tables, s_seconds);

        var found = await later.FindAsync(s_default.Id, default);
        Assert.Equal((s_default.Id, s_default.Json), (found.Id, found.Json));
        Assert.Same(found, await later.FindAsync(s_default.Id, default));
        Assert.Same(s_seconds, later.Current);
    }

    [Fact]
    public async Task The_policy_is_there_before_the_case_and_is_stored_once()
    {
        var calls = new Calls();
        var tables = await azurite.NewTablesAsync(o => o.AddPolicy(calls, HttpPipelinePosition.PerCall));
        var library = new TablePolicyLibrary(tables, s_default);
        var inner = new AskingStore(async change => Assert.NotNull(await new TablePolicyLibrary(tables, s_seconds).FindAsync(change.Case.PolicyId, default)));
        var store = new PolicyKeepingCaseStore(inner, library);

        Assert.True(await store.SaveAsync(Opened(1), default));
        var stored = calls.Count;
        Assert.True(await store.SaveAsync(Opened(2), default));
        Assert.True(await new PolicyKeepingCaseStore(inner, new TablePolicyLibrary(tables, s_default)).SaveAsync(Opened(3), default));

        // One to store it and one for the question in between; of the second case only the question; another instance stores it again in vain.
        Assert.Equal((2, 5), (stored, calls.Count));
    }

    [Fact]
    public async Task No_case_is_opened_under_a_policy_that_nobody_could_find_again()
    {
        var tables = await azurite.NewTablesAsync();
        var saved = new List<CaseChange>();
        var store = new PolicyKeepingCaseStore(new AskingStore(change => { saved.Add(change); return Task.CompletedTask; }), new TablePolicyLibrary(tables, s_default));

        await Assert.ThrowsAsync<KeyNotFoundException>(() => store.SaveAsync(StoredCases.Opened(1), default));

        Assert.Empty(saved);
        Assert.True(await store.SaveAsync(StoredCases.Noted(StoredCases.Opened(1).Case), default));
    }

    [Fact]
    public async Task A_policy_as_long_as_one_may_be_comes_back_whole()
    {
        var tables = await azurite.NewTablesAsync();
        // A signature in words that take three bytes a character, so that the split falls within some of them.
        var text = s_default.Json.Replace("\"signature\":\"", "\"signature\":\"" + string.Concat(Enumerable.Repeat("東京", 150_000)), StringComparison.Ordinal);
        var (large, faults) = PolicyLoader.Load(text);
        Assert.True(large is not null, string.Join('\n', faults.Take(3)));
        await OpenAsync(tables, large);

        Assert.Equal(large.Json, (await new TablePolicyLibrary(tables, s_seconds).FindAsync(large.Id, default)).Json);
    }

    [Fact]
    public void A_policy_is_a_pack_or_a_file_of_the_package_or_anywhere()
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():n}.json");
        File.WriteAllText(path, PolicyLoader.Pack("seconds"));
        try
        {
            Assert.Equal(s_seconds.Id, PublishedPolicy.Load(Path.GetFileName(path)).Id);
            Assert.Equal(s_seconds.Id, PublishedPolicy.Load(path).Id);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_faulty_policy_is_refused_with_each_of_its_faults()
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():n}.json");
        File.WriteAllText(path, """{ "name": "x", "nonsense": 1, "more": 2 }""");
        try
        {
            var refused = Assert.Throws<UnusablePolicyException>(() => PublishedPolicy.Load(path));
            Assert.Contains("$.nonsense: ", refused.Message, StringComparison.Ordinal);
            Assert.Contains("$.more: ", refused.Message, StringComparison.Ordinal);
            Assert.Contains("shipped: default, seconds", Assert.Throws<UnusablePolicyException>(() => PublishedPolicy.Load("none")).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static CaseChange Opened(int number)
    {
        var change = StoredCases.Opened(number);
        return change with { Case = change.Case with { PolicyId = s_default.Id } };
    }

    private static async Task OpenAsync(RecoveryTables tables, RecoveryPolicy policy) =>
        await new TablePolicyLibrary(tables, policy).EnsureStoredAsync(policy.Id, default);

    private sealed class Calls : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count => _count;

        public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
    }

    private sealed class AskingStore(Func<CaseChange, Task> asked) : ICaseStore
    {
        public async Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
        {
            await asked(change);
            return true;
        }

        public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => throw new NotSupportedException();

        public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) => throw new NotSupportedException();

        public Task<Instant?> NextWakeAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => throw new NotSupportedException();
    }
}
