using System.Text.Json;
using Azure.Data.Tables;
using Recovery.Cases;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>The rows of <see cref="TableSubscriptions"/>, all in one partition.</summary>
internal static class SubscriptionRows
{
    public const string Partition = "webhooks";

    public const string Prefix = "subscription|";

    /// <summary>What is left of a subscription until its deliveries are deleted.</summary>
    public const string RemovedPrefix = "removed|";

    private const string JsonProperty = "Json";

    public static string Of(string id) => Prefix + RowKeys.SafeShort(id);

    public static string Removed(string id) => RemovedPrefix + RowKeys.SafeShort(id);

    public static string IdOf(TableEntity row) => row.GetString("Id");

    public static TableEntity Write(Subscription subscription)
    {
        var row = new TableEntity(Partition, Of(subscription.Id)) { ["Id"] = subscription.Id };
        LongText.Write(row, JsonProperty, JsonSerializer.Serialize(subscription, CaseJson.Options));
        return row;
    }

    public static Subscription Read(TableEntity row) =>
        JsonSerializer.Deserialize<Subscription>(LongText.Read(row, JsonProperty), CaseJson.Options) ?? throw new InvalidDataException("A row of webhooks has no subscription.");
}
