using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Web.Components;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Customers;

/// <summary>
/// The page behind the link in a public reply. Everybody can follow that link, so that the page shows nothing of the case but the
/// site on which the review stands, and whoever writes here is not taken for the author.
/// </summary>
internal static class ComeForwardHandlers
{
    private const string Why = "somebody else came forward by the link under the same review";

    public static async Task<IResult> ShowAsync(HttpContext http) =>
        await FindAsync(http) is { } subject ? Show(http, subject, FormState.Empty, null, StatusCodes.Status200OK) : Notices.NoSuchReview();

    public static async Task<IResult> SubmitAsync(HttpContext http)
    {
        if (http.Service<SourceLimits>().Form(http) is { } wait)
            return Notices.TooMany(http, wait);
        if (await FindAsync(http) is not { } subject)
            return Notices.NoSuchReview();
        var (form, unread) = await FormPost.ReadAsync(http);
        if (form is null)
            return unread!;
        if (!form.Genuine)
            return Show(http, subject, new FormState(form.Fields, []), FormPost.Expired, StatusCodes.Status400BadRequest, form.Id);
        if (FeedbackForm.IsSuspect(form))
            return Show(http, subject, new FormState(form.Fields, []), FeedbackForm.Suspicion, StatusCodes.Status422UnprocessableEntity, form.Id, suspected: true);
        var (command, faults) = Read(form);
        if (faults.Count > 0)
            return Again(http, subject, form, [.. faults.Select(FeedbackForm.Tell)]);
        return await TakeAsync(http, subject, form, command);
    }

    private static async Task<IResult> TakeAsync(HttpContext http, Case subject, FormPost form, ComeForward command)
    {
        // A repeat of what was taken is asked of the case, which knows it.
        if (subject.CameForward && !subject.Applied.ContainsKey(command.Id.Key))
            return await OpenOwnAsync(http, subject, form, command);
        return await http.Service<CaseService>().ExecuteAsync(subject.Id, command, null, http.RequestAborted) switch
        {
            Done done => Page.SeeOther($"{Links.StatusPath(http, done.Case.Id)}?said=received"),
            NotDone { Refusal: { Kind: RefusalKind.Invalid, Field: { } field } refusal } => Again(http, subject, form, [new FieldFault(field, refusal.Reason)]),
            // Somebody was first, or the case has ended: this is a complaint of its own.
            NotDone => await OpenOwnAsync(http, subject, form, command),
            _ => Notices.NoSuchReview(),
        };
    }

    private static async Task<IResult> OpenOwnAsync(HttpContext http, Case subject, FormPost form, ComeForward words)
    {
        var id = CaseId.From("come-forward", $"{form.Id}\n{form.Fingerprint}");
        var complaint = new Complaint
        {
            Channel = Channel.Form,
            Description = words.Text,
            Name = words.Name,
            Email = words.Email,
            Phone = words.Phone,
            OrderReference = words.OrderReference,
            Language = subject.Complaint.Language,
        };
        var opened = await http.Service<ComplaintIntake>().OpenAsync(new IncomingComplaint(id, new CommandId("open", form.Fingerprint), complaint), http.RequestAborted);
        if (opened is NotDone refused)
            return Again(http, subject, form, [new FieldFault(refused.Refusal.Field == "description" ? "text" : refused.Refusal.Field ?? "text", refused.Refusal.Reason)]);
        if (opened is not Done done)
            throw new InvalidOperationException($"Opening a case came to {opened.GetType().Name}.");
        var cases = http.Service<CaseService>();
        await cases.ExecuteAsync(done.Case.Id, new LinkCase(new CommandId($"link:{subject.Id}"), subject.Id, subject.Reference, Why), null, http.RequestAborted);
        await cases.ExecuteAsync(subject.Id, new LinkCase(new CommandId($"link:{done.Case.Id}"), done.Case.Id, done.Case.Reference, Why), null, http.RequestAborted);
        return Received.Answer(http, id, done.Case);
    }

    private static (ComeForward Command, IReadOnlyList<FieldFault> Faults) Read(FormPost form)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(form.Fields, faults);
        var command = new ComeForward(
            form.Command("come-forward"), fields.Lines("text", IntakeLimits.Description, required: true) ?? "", fields.Text("name", IntakeLimits.Name),
            fields.Text("email", IntakeLimits.Email), fields.Text("phone", IntakeLimits.Phone), fields.Text("orderReference", IntakeLimits.OrderReference));
        ComplaintReader.CheckEmail(fields, command.Email);
        ComplaintReader.CheckPhone(fields, command.Phone);
        return (command, faults);
    }

    private static async Task<Case?> FindAsync(HttpContext http) =>
        http.Service<CaseTokens>().TryClaim(http.RouteText("token"), out var id)
        && await http.Service<ICaseStore>().LoadAsync(id, http.RequestAborted) is { Complaint.Review: not null } subject ? subject : null;

    private static IResult Again(HttpContext http, Case subject, FormPost form, IReadOnlyList<FieldFault> faults) =>
        Show(http, subject, new FormState(form.Fields, faults), null, StatusCodes.Status422UnprocessableEntity, form.Id);

    private static IResult Show(HttpContext http, Case subject, FormState state, string? notice, int status, string? id = null, bool suspected = false) =>
        Page.Of<ComeForwardPage>(new
        {
            Keys = FormKeys.Issue(http, id),
            State = state,
            Notice = notice,
            Suspected = suspected || state[FeedbackForm.IsPerson].Length > 0,
            Site = subject.Complaint.Review!.Source,
            Action = $"/reviews/{http.Service<CaseTokens>().Claim(subject.Id)}",
            Organisation = http.Service<IPolicyLibrary>().Current.Document.Organisation.Name,
        }, status);
}
