using System.Text.Json;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>Subscriptions, each with its progress in the same row.</summary>
public sealed class SqliteSubscriptions(SqliteDatabase database, SqliteCaseStore store, IWebhookSignal signal) : ISubscriptions
{
    /// <summary>So few rows at a time that complaints which come in do not wait for a removal.</summary>
    private const int Piece = 500;

    public async Task<IReadOnlyList<Subscription>> ListAsync(CancellationToken cancel) => await database.ReadAsync(
        c => c.List("SELECT json FROM subscriptions ORDER BY created_at, n", [], row => Read(row.GetString(0))), cancel);

    public async Task<Subscription?> FindAsync(string id, CancellationToken cancel) =>
        await database.ReadAsync(c => c.Scalar("SELECT json FROM subscriptions WHERE id = $0", id) is string json ? Read(json) : null, cancel);

    public async Task AddAsync(Subscription subscription, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        const string Sql =
            """
            INSERT INTO subscriptions (id, created_at, version, json, progress_version, progress) VALUES ($0, $1, $2, $3, $4, $5)
            ON CONFLICT (id) DO NOTHING RETURNING n
            """;
        var progress = new DeliveryProgress { Subscription = subscription.Id, Position = position };
        object?[] values =
        [
            subscription.Id, subscription.CreatedAt.ToUnixTimeTicks(), subscription.Version, Write(subscription), progress.Version,
            SqliteDeliveries.Write(progress),
        ];
        if (await store.WriteAsync(writer => writer.Run(Sql, values), cancel) is null)
            throw new InvalidOperationException($"There is a subscription {subscription.Id} already.");
        signal.SubscriptionsChanged();
    }

    public async Task<bool> SaveAsync(Subscription subscription, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        const string Sql = "UPDATE subscriptions SET version = $2, json = $3 WHERE id = $0 AND version = $1 RETURNING n";
        var after = subscription with { Version = subscription.Version + 1 };
        object?[] values = [after.Id, subscription.Version, after.Version, Write(after)];
        if (await store.WriteAsync(writer => writer.Run(Sql, values), cancel) is null)
            return false;
        signal.SubscriptionsChanged();
        return true;
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancel)
    {
        var removed = await store.WriteAsync(
            writer =>
            {
                var n = writer.Run("DELETE FROM subscriptions WHERE id = $0 RETURNING n", id);
                if (n is not null)
                    writer.Run("INSERT INTO removed_subscriptions (n) VALUES ($0)", n);
                return n is not null;
            },
            cancel);
        if (!removed)
            return false;
        signal.SubscriptionsChanged();
        await ClearRemovedAsync(cancel);
        return true;
    }

    /// <summary>Deletes what is left of removed subscriptions; also those at whose removal the program stopped.</summary>
    public async Task ClearRemovedAsync(CancellationToken cancel)
    {
        while (await store.WriteAsync(ClearPiece, cancel))
            cancel.ThrowIfCancellationRequested();
    }

    private static bool ClearPiece(CaseWriter writer)
    {
        if (writer.Run("SELECT n FROM removed_subscriptions LIMIT 1") is not long n)
            return false;
        writer.Run("DELETE FROM held WHERE subscription = $0 AND stream IN (SELECT stream FROM held WHERE subscription = $0 LIMIT $1)", n, Piece);
        var held = writer.Changed();
        writer.Run("DELETE FROM deliveries WHERE n IN (SELECT n FROM deliveries WHERE subscription = $0 LIMIT $1)", n, Piece);
        if (held + writer.Changed() == 0)
            writer.Run("DELETE FROM removed_subscriptions WHERE n = $0", n);
        return true;
    }

    private static string Write(Subscription subscription) => JsonSerializer.Serialize(subscription, CaseJson.Options);

    private static Subscription Read(string json) =>
        JsonSerializer.Deserialize<Subscription>(json, CaseJson.Options) ?? throw new JsonException("null is no subscription");
}
