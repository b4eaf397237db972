using System.Collections.Immutable;
using System.Net;
using System.Runtime.ExceptionServices;
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
    private const int BodyBytes = 1024 * 1024;
    private const int MostFailuresInARow = 3;

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
        if (Read(body) is not { Length: > 0 } notifications || !notifications.All(n => IntakeDoor.Same(state, n.ClientState ?? "")))
            return IntakeDoor.Unauthorized(http);
        if (http.RequestServices.GetService<IGraphMail>() is not { } graph)
            return Problems.NotSetUp("Mail cannot be fetched from Microsoft Graph: its settings are missing.");
        return Json.Of(new { Mails = await TakeAsync(http, graph, notifications) }, StatusCodes.Status202Accepted);
    }

    /// <summary>One that fails keeps none of the others back; Graph sends them all again, and gives up after some hours.</summary>
    /// <exception cref="Exception">Some could not be taken now. The others are.</exception>
    private static async Task<List<MailAnswer>> TakeAsync(HttpContext http, IGraphMail graph, ImmutableArray<GraphNotification> notifications)
    {
        var answers = new List<MailAnswer>();
        var (failed, inARow) = ((ExceptionDispatchInfo?)null, 0);
        foreach (var notification in notifications)
        {
            try
            {
                answers.Add(await TakeAsync(http, graph, notification));
                inARow = 0;
            }
            catch (Exception failure)
            {
                failed ??= ExceptionDispatchInfo.Capture(failure);
                // Then it is not the mail: Graph or the storage is away.
                if (http.RequestAborted.IsCancellationRequested || ++inARow == MostFailuresInARow)
                    break;
            }
        }

        failed?.Throw();
        return answers;
    }

    /// <summary>Graph opens a subscription with a token that must come back as plain text. It sends none with markup; others might.</summary>
    private static IResult Echo(string token) =>
        token.Length is > 0 and <= LongestToken && !token.Any(c => c is '<' or '>' || char.IsControl(c))
            ? Results.Text(token, "text/plain", Encoding.UTF8)
            : Problems.BadQuery([new FieldFault("validationToken", "is no token of Microsoft Graph")]);

    private static async Task<MailAnswer> TakeAsync(HttpContext http, IGraphMail graph, GraphNotification notification)
    {
        if (notification.LifecycleEvent is { } lifecycle)
            return await ParkAsync(http, notification, Lifecycle(lifecycle));
        if (notification.Resource is not { } resource || !GraphNotifications.IsMessage(resource))
            return await ParkAsync(http, notification, "the notification names no mail in a mailbox");
        // Read, moved, flagged: the mail came before.
        if (notification.ChangeType is not (null or "created"))
            return new MailAnswer("passed over");
        byte[]? mail;
        try
        {
            mail = await graph.FetchAsync(resource, http.RequestAborted);
        }
        catch (UnreadableMailException unreadable)
        {
            return await ParkAsync(http, notification, unreadable.Message);
        }
        catch (HttpRequestException refused) when (IsRefusal(refused))
        {
            // Sent again it would be refused again, and after some hours Graph forgets it: staff can try it once the settings are right.
            return await ParkAsync(http, notification, Refusal(refused));
        }

        // Deleted or moved by then; there is nothing left to read.
        return mail is null ? new MailAnswer("gone") : await MailIntakeApi.TakeAsync(http, MailReading.Graph, mail, MailType, null);
    }

    /// <summary>A refusal that only a person can end, such as a secret that has run out; nothing that passes by itself.</summary>
    public static bool IsRefusal(HttpRequestException answer) =>
        answer.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    public static string Refusal(HttpRequestException answer) =>
        $"Microsoft refuses to give out the mail (status {(int)answer.StatusCode!}): see to the application's secret and its permission, then try it again";

    private static string Lifecycle(string happened) => happened switch
    {
        "reauthorizationRequired" => "the subscription to the mailbox must be renewed, or mail stops coming (Microsoft Graph: reauthorizationRequired)",
        "subscriptionRemoved" => "the subscription to the mailbox is gone and must be made anew: no mail comes until then (Microsoft Graph: subscriptionRemoved)",
        "missed" => "Microsoft Graph could not tell of some mail: look through the mailbox for what is not here (missed)",
        _ => "Microsoft Graph tells of something about the subscription to the mailbox that is not known here",
    };

    /// <summary>Parked without the client state, which is a secret.</summary>
    private static async Task<MailAnswer> ParkAsync(HttpContext http, GraphNotification notification, string reason)
    {
        var (resource, lifecycleEvent, subscriptionId) = (notification.Resource, notification.LifecycleEvent, notification.SubscriptionId);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { value = new[] { new { resource, lifecycleEvent, subscriptionId } } });
        return new MailAnswer("parked", Parked: await IntakeParking.ParkAsync(http, Source, reason, body, "application/json", null));
    }

    /// <summary>The mail that a parked notification names; null when it names none.</summary>
    public static string? Resource(byte[] parked) =>
        Read(parked) is [{ LifecycleEvent: null, Resource: { } resource }] && GraphNotifications.IsMessage(resource) ? resource : null;

    private static ImmutableArray<GraphNotification>? Read(byte[] body)
    {
        try
        {
            return GraphNotifications.Read(body);
        }
        catch (UnreadableMailException)
        {
            return null;
        }
    }
}
