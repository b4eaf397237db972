using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Recovery.Cases;

namespace Recovery.Web.Http;

/// <summary>One fault of a request: which member, and what is wrong with it.</summary>
/// <param name="Field">Name of the member, parameter or header; a nested one is written <c>remedy.amount</c>.</param>
public sealed record FieldFault(string Field, string Reason);

/// <summary>A problem document (RFC 9457).</summary>
internal sealed record ProblemDocument
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    public IReadOnlyList<FieldFault>? Errors { get; init; }

    /// <summary>Of a lost race: the version that it has now.</summary>
    public int? CurrentVersion { get; init; }

    /// <summary>Of a lost race: what has happened since, a sentence each.</summary>
    public IReadOnlyList<string>? Changes { get; init; }

    /// <summary>Of a body that was kept for staff although it could not be read: the id that it is parked under.</summary>
    public string? Parked { get; init; }

    /// <summary>Of a cursor that is too old: the one to go on from, before the oldest event that is kept.</summary>
    public string? Oldest { get; init; }

    [JsonPropertyOrder(1)]
    public string? TraceId { get; init; }
}

internal sealed class ProblemResult(ProblemDocument problem) : IResult
{
    public ProblemDocument Problem => problem;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = problem.Status;
        return Wire.WriteAsync(httpContext, problem with { TraceId = Trace.Of(httpContext) }, "application/problem+json");
    }
}

/// <summary>The kinds of problem that the API answers with; each has its own <c>type</c>.</summary>
internal static class Problems
{
    private const string Space = "urn:recovery:problem:";

    public static IResult Invalid(IReadOnlyList<FieldFault> faults, string? parked = null) =>
        new ProblemResult(Document("invalid", "Something in the request is not right", StatusCodes.Status422UnprocessableEntity,
            (faults.Count == 1 ? $"{faults[0].Field}: {faults[0].Reason.TrimEnd('.')}." : $"{faults.Count} members are not right; errors names each with its reason.")
            + (parked is null ? "" : " It was kept whole for staff; sending it again as it is changes nothing.")) with
        {
            Errors = faults,
            Parked = parked,
        });

    public static IResult Invalid(string field, string reason) => Invalid([new FieldFault(field, reason)]);

    /// <summary>The decider's own reason.</summary>
    public static IResult Refused(Refused refusal)
    {
        var type = refusal.Kind switch
        {
            RefusalKind.NotNow => "not-now",
            RefusalKind.NotAllowed => "not-allowed",
            RefusalKind.KeyReused => "key-reused",
            _ => "invalid",
        };
        return Make(type, "The case does not take this", StatusCodes.Status422UnprocessableEntity, refusal.Reason,
            refusal.Field is { } field ? [new FieldFault(field, refusal.Reason)] : null);
    }

    public static IResult BadQuery(IReadOnlyList<FieldFault> faults) =>
        Make("bad-query", "A query parameter is not right", StatusCodes.Status400BadRequest,
            string.Join(" ", faults.Select(f => $"{f.Field}: {f.Reason}.")), faults);

    public static IResult Unreadable(string detail) =>
        Make("unreadable", "The body cannot be read", StatusCodes.Status400BadRequest, detail);

    public static IResult TooLarge(string detail) =>
        Make("too-large", "The body is too large", StatusCodes.Status413PayloadTooLarge, detail);

    /// <param name="explained">The text is the whole sentence.</param>
    public static IResult WrongMediaType(string? given, bool explained = false) =>
        Make("media-type", "Not a media type that is read here", StatusCodes.Status415UnsupportedMediaType,
            explained ? given! : given is null ? "Send Content-Type: application/json." : "Send Content-Type: application/json, in UTF-8.");

    public static IResult Compressed() =>
        Make("media-type", "Not a media type that is read here", StatusCodes.Status415UnsupportedMediaType, "Send the body as it is, without Content-Encoding.");

    /// <param name="expected">Content types, in words.</param>
    public static IResult WrongShape(string expected) =>
        Make("media-type", "Not a media type that is read here", StatusCodes.Status415UnsupportedMediaType, $"Send Content-Type: {expected}.");

    public static IResult IntakeOnly() =>
        Make("unauthorized", "Intake only", StatusCodes.Status401Unauthorized,
            "Send the intake key (Authorization: Bearer, the password of Basic, x-functions-key, or code= in the address), or the provider's signature.");

    /// <summary>Nobody has a key to send.</summary>
    public static IResult NoIntakeKey() =>
        Make("unauthorized", "Intake only", StatusCodes.Status401Unauthorized,
            "This installation has no intake key yet, so that programs elsewhere are not let in. Whoever runs it sets one (Recovery:Intake:Key).");

    /// <summary>The provider stops at 406, and nothing was kept.</summary>
    public static IResult WrongSignature() =>
        Make("unauthorized", "Not signed by the provider", StatusCodes.Status406NotAcceptable, "The signature is missing, wrong or older than 12 hours; nothing was kept.");

    /// <summary>A fault of ours: what came is to be sent again.</summary>
    public static IResult NotSetUp(string detail) =>
        Make("not-set-up", "This channel is not set up", StatusCodes.Status503ServiceUnavailable, detail);

    public static IResult NotFound(string detail) => Make("not-found", "Not found", StatusCodes.Status404NotFound, detail);

    /// <summary>What was parked cannot go back to where it came from.</summary>
    public static IResult NotRetriable(string detail) =>
        Make("not-retriable", "It cannot be tried again", StatusCodes.Status422UnprocessableEntity, detail);

    public static IResult WrongMethod(string allowed) =>
        Make("method", "Method not allowed", StatusCodes.Status405MethodNotAllowed, $"This address answers to {allowed}.");

    public static IResult Unauthorized(bool tokenGiven) =>
        Make("unauthorized", "Staff only", StatusCodes.Status401Unauthorized,
            tokenGiven ? "The bearer token is not the staff token of this installation." : "Send Authorization: Bearer with the staff token.");

    public static IResult TooMany(TimeSpan retryAfter) =>
        Make("too-many", "Too many requests", StatusCodes.Status429TooManyRequests, $"Try again in {Math.Ceiling(retryAfter.TotalSeconds)} seconds.");

    public static IResult LostRace(int currentVersion, IReadOnlyList<string> changes) =>
        new ProblemResult(Document("lost-race", "The case has changed", StatusCodes.Status409Conflict,
            $"Since the version of If-Match, the case has come to version {currentVersion}; changes tells what happened. Look, and ask again.") with
        {
            CurrentVersion = currentVersion,
            Changes = changes,
        });

    public static IResult SubscriptionChanged(int currentVersion) =>
        new ProblemResult(Document("lost-race", "The subscription has changed", StatusCodes.Status409Conflict,
            $"Since the version of If-Match, the subscription has come to version {currentVersion}. Look, and ask again.") with
        {
            CurrentVersion = currentVersion,
        });

    /// <summary>Staff, but of none of the roles that it takes.</summary>
    public static IResult WrongRole(string detail) => Make("wrong-role", "Not with this role", StatusCodes.Status403Forbidden, detail);

    /// <summary>What is there already stands in the way.</summary>
    public static IResult NotNow(string detail) => Make("not-now", "Not as things stand", StatusCodes.Status422UnprocessableEntity, detail);

    public static IResult CursorTooOld(string detail, string oldest) =>
        new ProblemResult(Document("cursor-too-old", "Events were missed", StatusCodes.Status410Gone, detail) with { Oldest = oldest });

    public static IResult EventsOnly(bool keyGiven) =>
        Make("unauthorized", "For programs with the events key, and staff", StatusCodes.Status401Unauthorized,
            keyGiven ? "The bearer token is neither the events key nor the staff token of this installation." : "Send Authorization: Bearer with the events key (Recovery:Webhooks:EventsKey).");

    public static IResult Fault() =>
        Make("fault", "Something went wrong on our side", StatusCodes.Status500InternalServerError,
            "The request was not completed. Repeating it with the same Idempotency-Key is safe.");

    private static ProblemResult Make(string type, string title, int status, string detail, IReadOnlyList<FieldFault>? faults = null) =>
        new(Document(type, title, status, detail) with { Errors = faults });

    private static ProblemDocument Document(string type, string title, int status, string detail) =>
        new() { Type = Space + type, Title = title, Status = status, Detail = detail };
}
