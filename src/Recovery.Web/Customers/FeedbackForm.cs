using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Web.Components;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Customers;

/// <summary>The form by which a customer complains.</summary>
internal static class FeedbackForm
{
    /// <summary>A field that people neither see nor reach; programs fill it in.</summary>
    public const string Trap = "website";

    public const string IsPerson = "is-person";

    private static readonly Dictionary<string, string> s_subjects = new(StringComparer.Ordinal)
    {
        ["description"] = "What went wrong",
        ["name"] = "Your name",
        ["email"] = "Your email address",
        ["phone"] = "Your telephone number",
        ["contactPreference"] = "How we reach you",
        ["language"] = "Your language",
        ["occurredAt"] = "When it happened",
        ["orderReference"] = "The order number",
        ["customerId"] = "Your customer number",
        ["impact"] = "What it has meant for you",
        ["wishedOutcome"] = "What would put it right",
    };

    public static Task<IResult> ShowAsync(HttpContext http)
    {
        http.Response.Headers.Remove("X-Robots-Tag"); // The one page that people should find.
        return Task.FromResult(Show(http, FormState.Empty, null, StatusCodes.Status200OK));
    }

    public static async Task<IResult> SubmitAsync(HttpContext http)
    {
        if (http.Service<SourceLimits>().Form(http) is { } wait)
            return Notices.TooMany(http, wait);
        var (form, unread) = await FormPost.ReadAsync(http);
        if (form is null)
            return unread!;
        if (!form.Genuine)
            return Show(http, new FormState(form.Fields, []), FormPost.Expired, StatusCodes.Status400BadRequest, form.Id);
        if (form[Trap].Trim().Length > 0 && form[IsPerson].Length == 0)
            return Show(http, new FormState(form.Fields, []), "A hidden field was filled in. Programs that send junk do that, and now and then a browser that is too helpful. If you are a person, tick the box at the end and send it again; everything you wrote is still here.", StatusCodes.Status422UnprocessableEntity, form.Id, suspected: true);

        var policy = http.Service<IPolicyLibrary>().Current;
        var (complaint, faults) = ComplaintReader.FromForm(form, policy.Zone, http.Service<IClock>().GetCurrentInstant());
        if (complaint is null)
        {
            var told = faults.Select(Tell).ToList();
            return Show(http, new FormState(form.Fields, told), null, StatusCodes.Status422UnprocessableEntity, form.Id);
        }

        var cases = http.Service<CaseService>();
        var command = new CommandId("open", form.Fingerprint);
        var result = await cases.OpenAsync(CaseId.From("form", form.Id), command, complaint, http.RequestAborted);
        // Sent, gone back to and changed: that is another complaint, not a repeat of the first.
        if (result is NotDone { Refusal.Kind: RefusalKind.KeyReused })
            result = await cases.OpenAsync(CaseId.From("form", $"{form.Id}\n{form.Fingerprint}"), command, complaint, http.RequestAborted);
        return result switch
        {
            Done done => Page.SeeOther(Links.StatusPath(http, done.Case.Id) + "?said=received"),
            NotDone refused => Show(
                http, new FormState(form.Fields, [new FieldFault(refused.Refusal.Field ?? "description", refused.Refusal.Reason)]), null,
                StatusCodes.Status422UnprocessableEntity, form.Id),
            var other => throw new InvalidOperationException($"Opening a case came to {other.GetType().Name}."),
        };
    }

    private static FieldFault Tell(FieldFault fault)
    {
        if (fault is { Field: "description", Reason: "is missing" } || (fault.Field == "description" && fault.Reason.StartsWith("is empty", StringComparison.Ordinal)))
            return fault with { Reason = "Please tell us what went wrong." };
        return fault with { Reason = $"{s_subjects.GetValueOrDefault(fault.Field, fault.Field)} {fault.Reason}." };
    }

    private static IResult Show(HttpContext http, FormState state, string? notice, int status, string? id = null, bool suspected = false)
    {
        var policy = http.Service<IPolicyLibrary>().Current;
        return Page.Of<FeedbackPage>(new
        {
            Keys = FormKeys.Issue(http, id),
            State = state,
            Notice = notice,
            Suspected = suspected || state[IsPerson].Length > 0,
            Policy = policy,
        }, status);
    }
}
