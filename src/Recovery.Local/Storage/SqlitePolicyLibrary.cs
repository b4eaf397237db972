using System.Collections.Concurrent;
using NodaTime;
using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Local.Storage;

/// <summary>Policies stored beside the cases, so that a case keeps its own when the file has changed.</summary>
public sealed class SqlitePolicyLibrary : IPolicyLibrary
{
    private readonly SqliteDatabase _database;
    private readonly ConcurrentDictionary<string, RecoveryPolicy> _loaded = new(StringComparer.Ordinal);

    /// <summary>Stores the current policy, so that it can be found from now on.</summary>
    public SqlitePolicyLibrary(SqliteDatabase database, RecoveryPolicy current, Instant now)
    {
        _database = database;
        Current = current;
        _loaded[current.Id] = current;
        Save(current.Id, current.Json, now);
    }

    public RecoveryPolicy Current { get; }

    public async ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel)
    {
        if (_loaded.TryGetValue(policyId, out var known))
            return known;
        var json = await _database.ReadAsync(c => c.Scalar("SELECT json FROM policies WHERE id = $0", policyId) as string, cancel)
            ?? throw new KeyNotFoundException($"No case was opened under the policy {policyId} here.");
        var (policy, faults) = PolicyLoader.Load(json);
        if (policy is null)
            throw new InvalidDataException($"The stored policy {policyId} is not accepted by this program: {string.Join("; ", faults.Select(f => $"{f.Path}: {f.Reason}"))}");
        return _loaded.GetOrAdd(policyId, policy);
    }

    private void Save(string id, string json, Instant now) => _database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO policies (id, json, first_used) VALUES ($id, $json, $now) ON CONFLICT DO NOTHING";
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$json", json);
        command.Parameters.AddWithValue("$now", now.ToUnixTimeTicks());
        return command.ExecuteNonQuery();
    });
}
