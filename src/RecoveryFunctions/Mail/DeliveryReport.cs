using System.Text.Json;
using System.Text.RegularExpressions;

namespace RecoveryFunctions.Mail;

/// <summary>
/// <c>Microsoft.Communication.EmailDeliveryReportReceived</c>: what became of a message for one recipient. Of the recipient's
/// address and the receiving server's words, in which it mostly stands, nothing is taken over.
/// </summary>
/// <param name="Event">Id of the event; a repeat has the same one.</param>
/// <param name="Operation">Id of the send operation; empty when it is of another form than ours.</param>
/// <param name="Failure">For staff; null when it arrived, or is on its way.</param>
internal sealed partial record DeliveryReport(string Event, Guid Operation, string? Failure)
{
    public const string EventType = "Microsoft.Communication.EmailDeliveryReportReceived";

    public const string Suppressed = "mail to the address bounced before, so the mail service did not send this one (suppressed)";

    /// <summary>The reports among the events; other events are passed over.</summary>
    /// <param name="body">In Event Grid's own schema or as CloudEvents 1.0; one event or an array.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IReadOnlyList<DeliveryReport> Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var events = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement];
            return [.. events.Where(e => Text(e, "eventType", "type") == EventType).Select(Read)];
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("It is no event of Event Grid, or lacks a member that its kind has.", bad);
        }
    }

    private static DeliveryReport Read(JsonElement occurred)
    {
        var data = occurred.GetProperty("data");
        _ = Guid.TryParse(data.GetProperty("messageId").GetString(), out var operation);
        return new DeliveryReport(Text(occurred, "id"), operation, Failed(data));
    }

    private static string? Failed(JsonElement data)
    {
        var reason = data.GetProperty("status").GetString()?.ToLowerInvariant() switch
        {
            // Expanded: handed to the members of a distribution list, about each of whom another report may come.
            "delivered" or "expanded" or "outfordelivery" => null,
            "bounced" => "the address does not exist or takes no mail (bounced)",
            "suppressed" => Suppressed,
            "quarantined" => "the receiver's mail system holds it back as spam (quarantined)",
            "filteredspam" => "the receiver's mail system refused it as spam",
            // "Any value other than Delivered is considered failed", says the schema.
            _ => "the receiver's mail system did not take it",
        };
        return reason is null ? null : reason + ServerCode(data);
    }

    // Such as 5.1.1: tells a wrong address from a full mailbox, and nothing of whose it is.
    private static string ServerCode(JsonElement data) =>
        data.TryGetProperty("deliveryStatusDetails", out var details) && details.ValueKind == JsonValueKind.Object
        && details.TryGetProperty("statusMessage", out var said) && said.ValueKind == JsonValueKind.String
        && EnhancedStatusCode().Match(said.GetString()!) is { Success: true } code
            ? $"; code {code.Value}"
            : "";

    private static string Text(JsonElement of, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (of.TryGetProperty(name, out var value))
                return value.GetString() ?? throw new KeyNotFoundException();
        }

        throw new KeyNotFoundException();
    }

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnhancedStatusCode();
}
