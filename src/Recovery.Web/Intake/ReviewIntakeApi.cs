using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Messages;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Reviews and posts, as the programs that watch them post them.</summary>
internal static class ReviewIntakeApi
{
    public const string Source = "reviews";

    public static async Task<IResult> ReceiveAsync(HttpContext http)
    {
        if (IntakeDoor.Refuse(http) is { } refused)
            return refused;
        if (!RequestBody.IsJson(http.Request.ContentType))
            return Problems.WrongMediaType(http.Request.ContentType);
        var (body, problem) = await ChannelBody.ReadAsync(http, RequestBody.JsonBytes);
        if (body is null)
            return problem!;
        var (review, faults) = ReviewReader.Read(body, http.Service<IClock>().GetCurrentInstant());
        if (review is null)
            return await KeepAsync(http, body, faults);
        return await http.Service<ReviewIntake>().ReceiveAsync(review.Review, review.Text, review.Language, http.RequestAborted) switch
        {
            Done done => Json.Of(Receipt(http, done), StatusCodes.Status202Accepted),
            NotDone refusedByCase => await KeepAsync(http, body, [new FieldFault(refusedByCase.Refusal.Field ?? "body", refusedByCase.Refusal.Reason)]),
            var other => throw new InvalidOperationException($"A review came to {other.GetType().Name}."),
        };
    }

    private static object Receipt(HttpContext http, Done done) => new
    {
        CaseId = done.Case.Id.Value,
        done.Case.Reference,
        Outcome = done.Events.OfType<ComplaintReceived>().Any() ? "opened" : done.Events.Count > 0 ? "changed" : "unchanged",
        PublicReply = done.Case.PublicReply is { } reply
            ? new { Text = reply.Text.Replace(MessageText.PrivateLink, Links.Private(http, done.Case.Id), StringComparison.Ordinal), reply.Posted, PrivateLink = Links.Private(http, done.Case.Id) }
            : null,
    };

    private static async Task<IResult> KeepAsync(HttpContext http, byte[] body, IReadOnlyList<FieldFault> faults) =>
        Problems.Invalid(faults, await IntakeParking.ParkAsync(http, Source, IntakeParking.Reason(faults), body, http.Request.ContentType, null));
}
