using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Complaints from programs.</summary>
internal static class IntakeApi
{
    public static async Task<IResult> SubmitAsync(HttpContext http)
    {
        if (http.Service<SourceLimits>().Api(http) is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
            return Problems.TooMany(wait);
        }

        var (key, keyFault) = IdempotencyKey.Of(http);
        if (keyFault is not null)
            return keyFault;
        var (body, problem) = await RequestBody.ReadJsonAsync(http, emptyAllowed: false);
        if (body is null)
            return problem!;
        var (complaint, faults) = ComplaintReader.FromJson(body, http.Service<IClock>().GetCurrentInstant());
        if (complaint is null)
            return Problems.Invalid(faults);

        var id = CaseId.From("api", key ?? Guid.NewGuid().ToString("N"));
        var command = new CommandId("open", Fingerprints.Of(body.Bytes));
        return await http.Service<ComplaintIntake>().OpenAsync(new IncomingComplaint(id, command, complaint), http.RequestAborted) switch
        {
            Done done => await ReceiptAsync(http, id, done),
            NotDone { Refusal.Kind: RefusalKind.KeyReused } => Problems.Invalid(IdempotencyKey.Header, "was used before for another complaint; nothing was changed"),
            NotDone refused => Problems.Invalid(refused.Refusal.Field ?? "complaint", refused.Refusal.Reason),
            var other => throw new InvalidOperationException($"Opening a case came to {other.GetType().Name}."),
        };
    }

    /// <summary>
    /// The promises as they were made, so that a repeat is told the same however far the case has come. A complaint that joined
    /// a case which was there before is told neither that case's private page nor its id, by which mail finds it: it was found by an
    /// address that anybody can send.
    /// </summary>
    /// <param name="own">The case that the complaint would be by itself.</param>
    private static async Task<IResult> ReceiptAsync(HttpContext http, CaseId own, Done done)
    {
        if (done.Case.Id != own)
            return Json.Of(new { done.Case.Reference, Joined = true }, StatusCodes.Status202Accepted);
        var events = done.Events.Count > 0 ? done.Events : await http.Service<ICaseStore>().HistoryAsync(done.Case.Id, http.RequestAborted);
        string? FirstPromise(PromiseKind kind) => Wire.Time(events.OfType<PromiseMade>().FirstOrDefault(p => p.Kind == kind)?.DueAt);
        var statusUrl = Links.Status(http, done.Case.Id);
        http.Response.Headers.Location = statusUrl;
        return Json.Of(
            new
            {
                CaseId = done.Case.Id.Value,
                done.Case.Reference,
                StatusUrl = statusUrl,
                Promises = new
                {
                    AcknowledgeBy = FirstPromise(PromiseKind.Acknowledge),
                    UpdateBy = FirstPromise(PromiseKind.Update),
                    ResolveBy = FirstPromise(PromiseKind.Resolve),
                },
            },
            StatusCodes.Status202Accepted);
    }
}
