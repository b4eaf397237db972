using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using NodaTime;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Keys;

/// <summary>
/// The keys of <see cref="Recovery.Cases.CaseTokens"/>, a row each, in the order of their row keys. The first use ever makes
/// one. To replace it, an operator with the role Storage Table Data Contributor inserts a row:
/// <code>
/// az storage entity insert --auth-mode login --account-name NAME --table-name shared --entity PartitionKey=case-token-keys \
///   RowKey=$(date -u +%Y-%m-%dT%H:%M:%SZ) Key=$(openssl rand -hex 32) Key@odata.type=Edm.String
/// </code>
/// It signs from when its row is <see cref="Ripe"/> old, at most <see cref="Oldest"/> later everywhere. Links under older keys
/// are good for as long as the rows of those are there.
/// </summary>
internal sealed partial class CaseTokenKeys(RecoveryTables tables, IClock clock, ILogger<CaseTokenKeys> log)
{
    public const string Partition = "case-token-keys";
    public const string KeyProperty = "Key";

    private const int KeyBytes = 32;

    /// <summary>Sorts before every date, and is one for all instances: of two that find no key, one inserts it.</summary>
    private const string FirstRow = "0-first";

    /// <summary>After this they are read again while those at hand are still used.</summary>
    public static readonly Duration Fresh = Duration.FromMinutes(5);

    /// <summary>After this, as in an instance that stood idle, nothing is signed or verified before they are read again.</summary>
    public static readonly Duration Oldest = Duration.FromMinutes(10);

    /// <summary>More than <see cref="Oldest"/>: when a key begins to sign, whoever verifies has read it.</summary>
    public static readonly Duration Ripe = Duration.FromMinutes(15);

    private static readonly Duration s_afterFailure = Duration.FromSeconds(30);

    private readonly Lock _reading = new();
    private volatile Reading? _last;
    private int _refreshing;

    /// <summary>The one that signs, then the others.</summary>
    public IReadOnlyList<byte[]> Current()
    {
        var last = _last;
        var age = last is null ? Duration.MaxValue : clock.GetCurrentInstant() - last.At;
        if (age > Oldest)
            return ReadAgain(Oldest).Keys;
        if (age > Fresh && Interlocked.Exchange(ref _refreshing, 1) == 0)
            _ = Task.Run(RefreshInBackground);
        return last!.Keys;
    }

    private void RefreshInBackground()
    {
        try
        {
            ReadAgain(Fresh);
        }
        finally
        {
            Volatile.Write(ref _refreshing, 0);
        }
    }

    /// <param name="unless">Not if somebody has read them within this time.</param>
    private Reading ReadAgain(Duration unless)
    {
        lock (_reading)
        {
            var now = clock.GetCurrentInstant();
            if (_last is { } other && now - other.At <= unless)
                return other;
            try
            {
                return _last = new Reading(now, Read(now));
            }
            catch (Exception failure) when (_last is { } last)
            {
                // Better old keys than none; asking again for each request would only make it worse.
                UnreadKeys(log, failure.GetType().Name);
                return _last = last with { At = now - unless + s_afterFailure };
            }
        }
    }

    private List<byte[]> Read(Instant now)
    {
        var rows = Rows();
        if (rows.Count == 0)
        {
            MakeFirst();
            rows = Rows();
        }

        var keys = new List<(byte[] Key, Instant MadeAt)>();
        foreach (var row in rows)
        {
            var text = row.GetString(KeyProperty)?.Trim() ?? "";
            if (text.Length == KeyBytes * 2 && text.All(char.IsAsciiHexDigit))
                keys.Add((Convert.FromHexString(text), Instant.FromDateTimeOffset(row.Timestamp!.Value)));
            else
                UselessKey(log, row.RowKey, KeyBytes * 2);
        }

        if (keys.Count == 0)
            throw new InvalidOperationException($"No row of {Partition} in the table {tables.Shared.Name} holds a key of {KeyBytes * 2} hexadecimal digits.");
        var signs = Math.Max(0, keys.FindLastIndex(k => now - k.MadeAt >= Ripe));
        return [keys[signs].Key, .. keys.Where((_, i) => i != signs).Select(k => k.Key)];
    }

    private List<TableEntity> Rows() => [.. tables.Shared.Query<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"))];

    private void MakeFirst()
    {
        try
        {
            tables.Shared.AddEntity(new TableEntity(Partition, FirstRow) { [KeyProperty] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)) });
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Another instance was quicker; its key is everybody's.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The keys of links could not be read again ({Error}); those at hand are used for a while longer.")]
    private static partial void UnreadKeys(ILogger log, string error);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The row {Row} of the keys of links is passed over: its property Key is not {Digits} hexadecimal digits.")]
    private static partial void UselessKey(ILogger log, string row, int digits);

    private sealed record Reading(Instant At, IReadOnlyList<byte[]> Keys);
}
