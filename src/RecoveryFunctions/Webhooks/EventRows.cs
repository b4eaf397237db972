using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>The rows of <see cref="TableEventLog"/>, all in one partition.</summary>
internal static class EventRows
{
    public const string Partition = "log";

    /// <summary>The position of the newest event. Every transaction of the log changes it, and so they come one after another.</summary>
    public const string Head = "head";

    private const string AtPrefix = "at|";
    private const string PositionProperty = "Position";
    private const string LoggedAtProperty = "LoggedAt";
    private const string IdProperty = "Id";
    private const string JsonProperty = "Json";

    public static string EndOfEvents => AtPrefix + RowKeys.End;

    public static string At(long position) => $"{AtPrefix}{position:D19}";

    public static string Id(string id) => $"id|{RowKeys.SafeShort(id)}";

    public static TableEntity WriteHead(LogHead head) =>
        new(Partition, Head) { [PositionProperty] = head.Position, [LoggedAtProperty] = head.LoggedAt.ToUnixTimeTicks() };

    public static LogHead ReadHead(TableEntity row) => new(Position(row), Instant.FromUnixTimeTicks(row.GetInt64(LoggedAtProperty) ?? 0), row.ETag);

    public static TableEntity WriteId(PublishedEvent published, long position) => new(Partition, Id(published.Id)) { [PositionProperty] = position };

    public static TableEntity Write(LoggedEvent logged)
    {
        var row = new TableEntity(Partition, At(logged.Position))
        {
            [PositionProperty] = logged.Position,
            [LoggedAtProperty] = logged.LoggedAt.ToUnixTimeTicks(),
            [IdProperty] = logged.Event.Id,
        };
        LongText.Write(row, JsonProperty, JsonSerializer.Serialize(logged.Event, CaseJson.Options));
        return row;
    }

    public static LoggedEvent Read(TableEntity row) => new(
        Position(row),
        JsonSerializer.Deserialize<PublishedEvent>(LongText.Read(row, JsonProperty), CaseJson.Options) ?? throw new InvalidDataException("A row of the log has no event."),
        LoggedAt(row));

    public static long Position(TableEntity row) => row.GetInt64(PositionProperty) ?? throw new InvalidDataException($"The row {row.RowKey} of the log lacks its position.");

    public static Instant LoggedAt(TableEntity row) => Instant.FromUnixTimeTicks(row.GetInt64(LoggedAtProperty) ?? 0);

    public static string EventId(TableEntity row) => row.GetString(IdProperty);
}

/// <param name="LoggedAt">Of the newest event; that of a later one is never earlier.</param>
/// <param name="Tag">Default for a log that nothing was ever put into.</param>
internal sealed record LogHead(long Position, Instant LoggedAt, ETag Tag);
