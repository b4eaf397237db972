using System.Text.Json;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>Progress, held streams and records of deliveries. A change is one transaction, shared with whatever else is written.</summary>
public sealed class SqliteDeliveries(SqliteDatabase database, SqliteCaseStore store) : IDeliveries
{
    private const string Replace =
        """
        ON CONFLICT (subscription, event) DO UPDATE SET status = excluded.status, changed_at = excluded.changed_at, json = excluded.json
        """;

    public async Task<DeliveryProgress?> ProgressAsync(string subscription, CancellationToken cancel) => await database.ReadAsync(
        c => c.Scalar("SELECT progress FROM subscriptions WHERE id = $0", subscription) is string json ? Read<DeliveryProgress>(json) : null, cancel);

    public async Task<IReadOnlyList<HeldEvents>> DueAsync(string subscription, Instant now, int limit, CancellationToken cancel) =>
        await ListAsync<HeldEvents>(WebhookSql.Due, [subscription, now.ToUnixTimeTicks(), limit], cancel);

    public async Task<IReadOnlyList<HeldEvents>> HeldAsync(string subscription, IReadOnlyCollection<string> streams, CancellationToken cancel) =>
        streams.Count == 0 ? [] : await ListAsync<HeldEvents>(WebhookSql.Held, [subscription, JsonSerializer.Serialize(streams)], cancel);

    public async Task<Instant?> NextAsync(string subscription, CancellationToken cancel) => await database.ReadAsync(
        c => c.Scalar(WebhookSql.Next, subscription) is long ticks ? Instant.FromUnixTimeTicks(ticks) : (Instant?)null, cancel);

    public Task<bool> SaveAsync(DeliveryChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        const string Guarded = "UPDATE subscriptions SET progress_version = $2, progress = $3 WHERE id = $0 AND progress_version = $1 RETURNING n";
        const string Free = "DELETE FROM held WHERE subscription = $0 AND stream = $1";
        const string Hold =
            """
            INSERT INTO held (subscription, stream, next_at, json) VALUES ($0, $1, $2, $3)
            ON CONFLICT (subscription, stream) DO UPDATE SET next_at = excluded.next_at, json = excluded.json
            """;
        const string Record = $"INSERT INTO deliveries (subscription, event, status, changed_at, json) VALUES ($0, $1, $2, $3, $4) {Replace}";

        // Made here: the one writer spends its time on the database alone.
        var after = change.Progress with { Version = change.Progress.Version + 1 };
        var progress = Write(after);
        var held = change.Held.Select(h => (h.Stream, NextAt: CaseRows.TicksFrom(h.NextAt), Json: Write(h))).ToList();
        var records = change.Records.Select(r => (r.Event, Status: WebhookSql.StatusNumber(r.Status), ChangedAt: r.ChangedAt.ToUnixTimeTicks(), Json: Write(r))).ToList();
        return store.WriteAsync(Save, cancel);

        bool Save(CaseWriter writer)
        {
            if (writer.Run(Guarded, after.Subscription, change.Progress.Version, after.Version, progress) is not long n)
                return false;
            foreach (var stream in change.Freed)
                writer.Run(Free, n, stream);
            foreach (var (stream, nextAt, json) in held)
                writer.Run(Hold, n, stream, nextAt, json);
            foreach (var (id, status, changedAt, json) in records)
                writer.Run(Record, n, id, status, changedAt, json);
            return true;
        }
    }

    public async Task RecordAsync(Delivery delivery, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        const string Sql =
            $"INSERT INTO deliveries (subscription, event, status, changed_at, json) SELECT n, $1, $2, $3, $4 FROM subscriptions WHERE id = $0 {Replace}";
        object?[] values = [delivery.Subscription, delivery.Event, WebhookSql.StatusNumber(delivery.Status), delivery.ChangedAt.ToUnixTimeTicks(), Write(delivery)];
        await store.WriteAsync(writer => writer.Run(Sql, values), cancel);
    }

    public async Task<Delivery?> FindAsync(string subscription, string eventId, CancellationToken cancel) =>
        await database.ReadAsync(c => c.Scalar(WebhookSql.FindDelivery, subscription, eventId) is string json ? Read<Delivery>(json) : null, cancel);

    public async Task<DeliveryPage> ListAsync(string subscription, DeliveryQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var place = query.Cursor is null ? null : DeliveryPlace.Parse(query.Cursor);
        var limit = Math.Clamp(query.Limit, 1, 200);
        var found = await ListAsync<Delivery>(
            WebhookSql.List(query.Status), [subscription, place?.ChangedAt ?? long.MaxValue, place?.Event ?? "", limit + 1], cancel);
        return found.Count <= limit ? new DeliveryPage(found, null) : new DeliveryPage(found[..limit], DeliveryPlace.Of(found[limit - 1]).ToCursor());
    }

    public async Task<IReadOnlyList<Delivery>> RecordsAsync(string subscription, IReadOnlyCollection<string> eventIds, CancellationToken cancel) =>
        eventIds.Count == 0 ? [] : await ListAsync<Delivery>(WebhookSql.Records, [subscription, JsonSerializer.Serialize(eventIds)], cancel);

    public async Task<IReadOnlyDictionary<DeliveryStatus, int>> CountsAsync(string subscription, int most, CancellationToken cancel) =>
        await database.ReadAsync(
            c => Enum.GetValues<DeliveryStatus>().ToDictionary(s => s, s => (int)(long)c.Scalar(WebhookSql.Count, subscription, WebhookSql.StatusNumber(s), most)!), cancel);

    public async Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel)
    {
        // One index for everything: by subscription, of which there are few.
        var subscriptions = await database.ReadAsync(c => c.List("SELECT n FROM subscriptions ORDER BY n", [], row => row.GetInt64(0)), cancel);
        return await store.WriteAsync(Forget, cancel);

        int Forget(CaseWriter writer)
        {
            var forgotten = 0;
            foreach (var subscription in subscriptions)
            {
                foreach (var status in (DeliveryStatus[])[DeliveryStatus.Delivered, DeliveryStatus.Parked])
                {
                    if (forgotten == limit)
                        return forgotten;
                    writer.Run(WebhookSql.ForgetDeliveries, subscription, WebhookSql.StatusNumber(status), CaseRows.TicksFrom(before), limit - forgotten);
                    forgotten += writer.Changed();
                }
            }

            return forgotten;
        }
    }

    internal static string Write<T>(T stored) => JsonSerializer.Serialize(stored, CaseJson.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, CaseJson.Options) ?? throw new JsonException($"null is no {typeof(T).Name}");

    private async Task<List<T>> ListAsync<T>(string sql, IReadOnlyList<object> values, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(c => c.List(sql, values, row => row.GetString(0)), cancel);
        return rows.ConvertAll(Read<T>);
    }
}
