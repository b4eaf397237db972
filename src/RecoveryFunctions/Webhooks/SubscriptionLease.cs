using System.Collections.Immutable;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>Who is at a subscription: a row beside its progress. Whoever finds it taken leaves a mark, for which the holder looks once more.</summary>
/// <param name="Holder">Null when nobody holds it.</param>
/// <param name="Until">When it lapses, should its holder be gone.</param>
/// <param name="IsWanted">Somebody else came since the holder last looked.</param>
/// <param name="Calls">When messages are due that are known to be under way, earliest first.</param>
internal sealed record SubscriptionLease(string? Holder, Instant Until, bool IsWanted, ImmutableArray<Instant> Calls, ETag Tag)
{
    /// <summary>More would be of no use, and a subscription that often has something due sooner would gather them.</summary>
    private const int MostCalls = 8;

    private const string HolderProperty = "Holder";
    private const string UntilProperty = "Until";
    private const string WantedProperty = "Wanted";
    private const string CallsProperty = "Calls";

    public static SubscriptionLease None { get; } = new(null, Instant.FromUnixTimeTicks(0), false, [], default);

    public bool IsHeld(Instant now) => Holder is not null && Until > now;

    /// <summary>Without the messages that have come, or should have.</summary>
    public SubscriptionLease At(Instant now) => this with { Calls = [.. Calls.Where(c => c > now)] };

    /// <summary>Whether a message is under way that comes at the time or before.</summary>
    public bool IsCalled(Instant at) => Calls.Length > 0 && Calls[0] <= at;

    public SubscriptionLease WithCall(Instant at) => this with { Calls = [.. Calls.Append(at).Order().Take(MostCalls)] };

    public static SubscriptionLease Read(TableEntity? row) => row is null
        ? None
        : new SubscriptionLease(
            row.GetString(HolderProperty),
            Instant.FromUnixTimeTicks(row.GetInt64(UntilProperty) ?? 0),
            row.GetBoolean(WantedProperty) ?? false,
            [.. (row.GetString(CallsProperty) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => Instant.FromUnixTimeTicks(long.Parse(t, CultureInfo.InvariantCulture)))],
            row.ETag);

    /// <summary>As its holder leaves it.</summary>
    public SubscriptionLease Released => this with { Holder = null, IsWanted = false };

    public TableEntity ToRow(string subscription) => new(subscription, DeliveryRows.Lease)
    {
        [HolderProperty] = Holder,
        [UntilProperty] = Until.ToUnixTimeTicks(),
        [WantedProperty] = IsWanted,
        [CallsProperty] = string.Join(' ', Calls.Select(c => RowKeys.TicksFrom(c))),
    };
}

/// <summary>A subscription as it stands, for whoever is about to look at it or asks whether anybody must.</summary>
internal sealed record SubscriptionWork(DeliveryProgress Progress, SubscriptionLease Lease);

/// <summary>Reads and writes leases. A write goes through only if nobody wrote since the read.</summary>
internal sealed class SubscriptionLeases(RecoveryTables tables)
{
    /// <summary>One operation.</summary>
    /// <returns>Null when there is no such subscription.</returns>
    public async Task<SubscriptionWork?> ReadAsync(string subscription, CancellationToken cancel)
    {
        var rows = await new DeliveryPartition(tables.Deliveries, subscription).RangeAsync(DeliveryRows.State, DeliveryRows.State + RowKeys.End, null, cancel);
        return rows.Find(row => row.RowKey == DeliveryRows.Progress) is { } progress
            ? new SubscriptionWork(DeliveryRows.Read<DeliveryProgress>(progress), SubscriptionLease.Read(rows.Find(row => row.RowKey == DeliveryRows.Lease)))
            : null;
    }

    /// <returns>As it is now stored; null when somebody else wrote since it was read.</returns>
    public async Task<SubscriptionLease?> TryWriteAsync(string subscription, SubscriptionLease lease, CancellationToken cancel)
    {
        try
        {
            var answer = lease.Tag == default
                ? await tables.Deliveries.AddEntityAsync(lease.ToRow(subscription), cancel)
                : await tables.Deliveries.UpdateEntityAsync(lease.ToRow(subscription), lease.Tag, TableUpdateMode.Replace, cancel);
            return answer.Headers.ETag is { } tag ? lease with { Tag = tag } : (await ReadAsync(subscription, cancel))?.Lease;
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            return null;
        }
    }
}
