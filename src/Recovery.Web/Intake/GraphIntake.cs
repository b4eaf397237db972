using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Intake.Mail;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Change notifications of Microsoft Graph: each names a mail, which is fetched.</summary>
internal static class GraphIntake
{
    public const string Source = $"email/{MailReading.Graph}";
    public const string MailType = "message/rfc822";
    private const int LongestToken = 4_000;
    private const int LongestResource = 1_000;
    private const int BodyBytes = 1024 * 1024;

    /// <summary>The most that are dealt with at once; Graph sends far fewer.</summary>
    private const int MostNotifications = 1_000;

    public static async Task<IResult> ReceiveAsync(HttpContext http)
    {
        if (IntakeDoor.TooMany(http) is { } wait)
            return wait;
        if (http.Service<IntakeAccess>().GraphClientState is not { } state)
            return Problems.NotSetUp("Microsoft Graph is taken once its client state is set (Recovery:Intake:Graph:ClientState).");
        if (http.Request.Query.TryGetValue("validationToken", out var token))
            return Echo(token.ToString());
        var (body, problem) = await ChannelBody.ReadAsync(http, BodyBytes);
        if (body is null)
            return problem!;
        // Only Graph knows the client state; what does not carry it is not from there, and is not kept.
        if (Read(body) is not { } notifications || !notifications.All(n => IntakeDoor.Same(state, n.ClientState)))
            return IntakeDoor.Unauthorized(http);
        if (http.RequestServices.GetService<IGraphMail>() is not { } graph)
            return Problems.NotSetUp("Mail cannot be fetched from Microsoft Graph: its settings are missing.");
        var answers = new List<MailAnswer>();
        foreach (var notification in notifications)
            answers.Add(await TakeAsync(http, graph, notification));
        return Json.Of(new { Mails = answers }, StatusCodes.Status202Accepted);
    }

    /// <summary>Graph opens a subscription with a token that must come back as plain text. It sends none with markup; others might.</summary>
    private static IResult Echo(string token) =>
        token.Length is > 0 and <= LongestToken && !token.Any(c => c is '<' or '>' || char.IsControl(c))
            ? Results.Text(token, "text/plain", Encoding.UTF8)
            : Problems.BadQuery([new FieldFault("validationToken", "is no token of Microsoft Graph")]);

    private static async Task<MailAnswer> TakeAsync(HttpContext http, IGraphMail graph, GraphNotification notification)
    {
        if (notification.Lifecycle is { } lifecycle)
            return await ParkAsync(http, notification, Lifecycle(lifecycle));
        if (notification.Resource is not { } resource)
            return await ParkAsync(http, notification, "the notification names no mail");
        byte[]? mail;
        try
        {
            mail = await graph.FetchAsync(resource, http.RequestAborted);
        }
        catch (UnreadableMailException unreadable)
        {
            return await ParkAsync(http, notification, unreadable.Message);
        }

        // Deleted or moved by then; there is nothing left to read.
        return mail is null ? new MailAnswer("gone") : await MailIntakeApi.TakeAsync(http, MailReading.Graph, mail, MailType, null);
    }

    private static string Lifecycle(string happened) => happened switch
    {
        "reauthorizationRequired" => "the subscription to the mailbox must be renewed, or mail stops coming (Microsoft Graph: reauthorizationRequired)",
        "subscriptionRemoved" => "the subscription to the mailbox is gone and must be made anew: no mail comes until then (Microsoft Graph: subscriptionRemoved)",
        "missed" => "Microsoft Graph could not tell of some mail: look through the mailbox for what is not here (missed)",
        _ => "Microsoft Graph tells of something about the subscription to the mailbox that is not known here",
    };

    private static async Task<MailAnswer> ParkAsync(HttpContext http, GraphNotification notification, string reason) => new("parked", Parked: await IntakeParking.ParkAsync(
        http, Source, reason, JsonSerializer.SerializeToUtf8Bytes(new { notification.Lifecycle, notification.Resource, notification.Subscription }), "application/json", null));

    /// <summary>The resource of a parked notification; null when it has none.</summary>
    public static string? Resource(byte[] parked)
    {
        try
        {
            using var document = JsonDocument.Parse(parked);
            return Text(document.RootElement, nameof(GraphNotification.Resource));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ImmutableArray<GraphNotification>? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("value", out var value)
                || value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() is 0 or > MostNotifications)
            {
                return null;
            }

            return [.. value.EnumerateArray().Select(n => new GraphNotification(
                Text(n, "clientState") ?? "", Text(n, "lifecycleEvent"), Resource(Text(n, "resource")), Text(n, "subscriptionId")))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Resource(string? named) => named is { Length: > 0 and <= LongestResource } ? named : null;

    private static string? Text(JsonElement element, string member) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <param name="Resource">Of the mail: <c>users/{id}/messages/{id}</c>.</param>
    private sealed record GraphNotification(string ClientState, string? Lifecycle, string? Resource, string? Subscription);
}
