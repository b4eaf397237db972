using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>The rows of a subscription's partition of the table <c>deliveries</c>.</summary>
internal static class DeliveryRows
{
    /// <summary>Progress and lease, which are read together.</summary>
    public const string State = "state|";

    public const string Progress = State + "progress", Lease = State + "lease";

    /// <summary>What is held, by stream, and once more by when it is due: who asks for that does not walk past all that is not.</summary>
    public const string HeldPrefix = "held|", DuePrefix = "due|";

    private const string RecordPrefix = "record|";
    private const string ListPrefix = "list|";
    private const string JsonProperty = "Json";
    private const string KeyProperty = "Key";

    public static string Held(string stream) => HeldPrefix + RowKeys.SafeShort(stream);

    /// <summary>What became due first comes first.</summary>
    public static string Due(HeldEvents held) => $"{DuePrefix}{RowKeys.Ticks(RowKeys.TicksFrom(held.NextAt))}|{held.Position:D19}|{RowKeys.SafeShort(held.Stream)}";

    /// <summary>Of a row by due time; never earlier than what was saved.</summary>
    public static Instant DueAt(TableEntity row) => Instant.FromUnixTimeTicks(long.Parse(row.RowKey.Split('|')[1]));

    public static string DueAfter(Instant now) => DuePrefix + RowKeys.Ticks(now.ToUnixTimeTicks() + 1);

    public static string Record(string eventId) => RecordPrefix + RowKeys.SafeShort(eventId);

    /// <summary>A list of its own for each status; what changed last comes first.</summary>
    public static string List(DeliveryStatus status) => $"{ListPrefix}{Name(status)}|";

    public static string List(Delivery delivery) =>
        $"{List(delivery.Status)}{Newest(delivery.ChangedAt)}|{long.MaxValue - delivery.Position:D19}|{RowKeys.SafeShort(delivery.Event)}";

    /// <summary>Key of the list from which on everything changed before the time.</summary>
    public static string ListBefore(DeliveryStatus status, Instant before) => List(status) + RowKeys.Ticks(long.MaxValue - before.ToUnixTimeTicks() + 1);

    /// <summary>Of a key of a list, without the status: by it what is in several lists is brought into one order.</summary>
    public static string Place(string key) => key[(key.IndexOf('|', ListPrefix.Length) + 1)..];

    public static bool IsPlace(string text) => text.Split('|') is [{ Length: 19 } at, { Length: 19 } position, { Length: > 0 }] && (at + position).All(char.IsAsciiDigit);

    /// <summary>The record of which this is the row in a list.</summary>
    public static string RecordOf(TableEntity listed) => RecordPrefix + listed.RowKey[(listed.RowKey.LastIndexOf('|') + 1)..];

    public static TableEntity Write(DeliveryProgress progress) => Json(progress.Subscription, Progress, progress);

    /// <param name="key"><see cref="Held"/> or <see cref="Due"/>.</param>
    public static TableEntity Write(string subscription, string key, HeldEvents held)
    {
        var row = Json(subscription, key, held);
        row[KeyProperty] = Due(held);
        return row;
    }

    /// <param name="key">Of the record, or of its row in a list.</param>
    public static TableEntity Write(string key, Delivery delivery)
    {
        var row = Json(delivery.Subscription, key, delivery);
        row[KeyProperty] = List(delivery);
        return row;
    }

    /// <summary>Of a held stream its row by due time, of a record its row in a list: what goes when it is written anew.</summary>
    public static string OtherKey(TableEntity row) => row.GetString(KeyProperty);

    public static T Read<T>(TableEntity row) =>
        JsonSerializer.Deserialize<T>(LongText.Read(row, JsonProperty), CaseJson.Options) ?? throw new InvalidDataException($"The row {row.RowKey} of deliveries holds nothing.");

    private static TableEntity Json<T>(string subscription, string key, T value)
    {
        var row = new TableEntity(subscription, key);
        LongText.Write(row, JsonProperty, JsonSerializer.Serialize(value, CaseJson.Options));
        return row;
    }

    private static string Newest(Instant at) => RowKeys.Ticks(long.MaxValue - at.ToUnixTimeTicks());

    private static string Name(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Waiting => "waiting",
        DeliveryStatus.Delivered => "delivered",
        _ => "parked",
    };
}
