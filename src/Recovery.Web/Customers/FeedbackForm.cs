using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
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

    public const string Suspicion = "A hidden field was filled in. Programs that send junk do that, and now and then a browser that is too helpful. If you are a person, tick the box at the end and send it again; everything you wrote is still here.";

    private static readonly Dictionary<string, string> s_subjects = new(StringComparer.Ordinal)
    {
        ["description"] = "What went wrong",
        ["text"] = "What you wrote",
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
        if (IsSuspect(form))
            return Show(http, new FormState(form.Fields, []), Suspicion, StatusCodes.Status422UnprocessableEntity, form.Id, suspected: true);

        var policy = http.Service<IPolicyLibrary>().Current;
        var (complaint, faults) = ComplaintReader.FromForm(form, policy.Zone, http.Service<IClock>().GetCurrentInstant());
        if (complaint is null)
        {
            var told = faults.Select(Tell).ToList();
            return Show(http, new FormState(form.Fields, told), null, StatusCodes.Status422UnprocessableEntity, form.Id);
        }

        var intake = http.Service<ComplaintIntake>();
        var incoming = new IncomingComplaint(CaseId.From("form", form.Id), new CommandId("open", form.Fingerprint), complaint);
        var result = await intake.OpenAsync(incoming, http.RequestAborted);
        // Sent, gone back to and changed: that is another complaint, not a repeat of the first.
        if (result is NotDone { Refusal.Kind: RefusalKind.KeyReused })
        {
            incoming = incoming with { Case = CaseId.From("form", $"{form.Id}\n{form.Fingerprint}") };
            result = await intake.OpenAsync(incoming, http.RequestAborted);
        }

        return result switch
        {
            Done done => Received.Answer(http, incoming.Case, done.Case),
            NotDone refused => Show(
                http, new FormState(form.Fields, [new FieldFault(refused.Refusal.Field ?? "description", refused.Refusal.Reason)]), null,
                StatusCodes.Status422UnprocessableEntity, form.Id),
            var other => throw new InvalidOperationException($"Opening a case came to {other.GetType().Name}."),
        };
    }

    public static bool IsSuspect(FormPost form) => form[Trap].Trim().Length > 0 && form[IsPerson].Length == 0;

    /// <summary>A fault as a customer reads it.</summary>
    public static FieldFault Tell(FieldFault fault)
    {
        if (fault.Field is "description" or "text" && (fault.Reason == "is missing" || fault.Reason.StartsWith("is empty", StringComparison.Ordinal)))
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
