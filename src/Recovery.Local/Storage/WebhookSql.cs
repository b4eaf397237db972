using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>The questions about the event log and deliveries. Each goes straight to its rows by an index, however many there are.</summary>
public static class WebhookSql
{
    public const string EventColumns = "position, id, logged_at, type, at, stream, data";
    public const string ReadLog = $"SELECT {EventColumns} FROM log WHERE position > $0 ORDER BY position LIMIT $1";
    public const string FindEvent = $"SELECT {EventColumns} FROM log WHERE id = $0";
    public const string LastBefore = "SELECT position FROM log WHERE logged_at < $0 ORDER BY logged_at DESC, position DESC LIMIT 1";

    public const string ForgetEvents =
        "DELETE FROM log WHERE position IN (SELECT position FROM log WHERE logged_at < $0 ORDER BY logged_at, position LIMIT $1)";

    public const string Due = $"SELECT json FROM held INDEXED BY held_due WHERE subscription = {Number} AND next_at <= $1 ORDER BY next_at LIMIT $2";
    public const string Held = $"SELECT h.json FROM json_each($1) s CROSS JOIN held h ON h.subscription = {Number} AND h.stream = s.value";
    public const string Next = $"SELECT min(next_at) FROM held WHERE subscription = {Number}";
    public const string FindDelivery = $"SELECT json FROM deliveries WHERE subscription = {Number} AND event = $1";
    public const string Records = $"SELECT d.json FROM json_each($1) s CROSS JOIN deliveries d ON d.subscription = {Number} AND d.event = s.value";
    public const string Count = $"SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE subscription = {Number} AND status = $1 LIMIT $2)";

    public const string ForgetDeliveries =
        """
        DELETE FROM deliveries WHERE n IN (
          SELECT n FROM deliveries INDEXED BY deliveries_by_status WHERE subscription = $0 AND status = $1 AND changed_at < $2 LIMIT $3)
        """;

    private const string Number = "(SELECT n FROM subscriptions WHERE id = $0)";

    /// <param name="status">Null for every one: three lists that the index has in order, merged.</param>
    public static string List(DeliveryStatus? status)
    {
        DeliveryStatus[] wanted = status is { } one ? [one] : Enum.GetValues<DeliveryStatus>();
        var lists = wanted.Select(
            s => $"""
                SELECT json, changed_at, event FROM deliveries INDEXED BY deliveries_by_status
                WHERE subscription = {Number} AND status = {StatusNumber(s)} AND (changed_at, event) < ($1, $2)
                """);
        return $"{string.Join(" UNION ALL ", lists)} ORDER BY changed_at DESC, event DESC LIMIT $3";
    }

    /// <summary>As the table has it; not the enumeration's own number, which may change.</summary>
    public static int StatusNumber(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Waiting => 0,
        DeliveryStatus.Delivered => 1,
        _ => 2,
    };
}
