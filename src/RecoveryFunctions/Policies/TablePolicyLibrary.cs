using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Recovery.Cases;
using Recovery.Policy;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Policies;

/// <summary>Policies in a table, a partition each, so that a case keeps its own when the setting has changed.</summary>
public sealed class TablePolicyLibrary : IPolicyLibrary
{
    private const string FirstRow = "policy";

    private readonly RecoveryTables _tables;
    private readonly ConcurrentDictionary<string, RecoveryPolicy> _loaded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _stored = new(StringComparer.Ordinal);

    public TablePolicyLibrary(RecoveryTables tables, RecoveryPolicy current)
    {
        _tables = tables;
        Current = current;
        _loaded[current.Id] = current;
    }

    public RecoveryPolicy Current { get; }

    /// <summary>Each policy is read once by a process.</summary>
    public async ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel)
    {
        if (_loaded.TryGetValue(policyId, out var known))
            return known;
        var rows = new List<TableEntity>();
        await foreach (var row in _tables.Policies.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {policyId}"), cancellationToken: cancel))
            rows.Add(row);
        if (rows.Count == 0)
            throw new KeyNotFoundException($"No case was opened under the policy {policyId} here.");
        var (policy, faults) = PolicyLoader.Load(TextRows.Read(rows));
        if (policy is null)
            throw new InvalidDataException($"The stored policy {policyId} is not accepted by this program: {string.Join("; ", faults.Select(f => $"{f.Path}: {f.Reason}"))}");
        _stored[policyId] = true;
        return _loaded.GetOrAdd(policyId, policy);
    }

    /// <summary>Sees to it that the policy can be found from now on: one operation for each policy and process.</summary>
    /// <exception cref="KeyNotFoundException">It is neither the current one nor stored.</exception>
    public async ValueTask EnsureStoredAsync(string policyId, CancellationToken cancel)
    {
        if (_stored.ContainsKey(policyId))
            return;
        if (policyId != Current.Id)
        {
            await FindAsync(policyId, cancel);
            return;
        }

        try
        {
            var rows = TextRows.Of(policyId, FirstRow, Current.Json);
            await _tables.Policies.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancel);
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Another process has stored it; its id is the hash of its content.
        }

        _stored[policyId] = true;
    }
}
