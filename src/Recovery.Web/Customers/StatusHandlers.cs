using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Components;
using Recovery.Web.Http;
using Recovery.Web.Intake;
using Recovery.Web.Timelines;

namespace Recovery.Web.Customers;

/// <summary>The private page of a case: its token is the only key, and there is no account.</summary>
internal static class StatusHandlers
{
    private const int LongestComment = 2_000;
    private const int MostMerges = 10;

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        var said = http.Request.Query["said"].ToString();
        return await FindAsync(http) is { } subject
            ? await RenderAsync(http, subject, m => m with { Said = said is "received" or "message" or "answer" ? said : null }, StatusCodes.Status200OK)
            : Notices.NoSuchStatus();
    }

    public static Task<IResult> WriteAsync(HttpContext http) => PostAsync(http, "message", (m, state) => m with { Message = state }, (form, fields) =>
    {
        var text = fields.Lines("text", IntakeLimits.Description, required: true);
        return new CustomerWrites(form.Command("message"), text ?? "", AsksForNews: form["about"] == "news");
    });

    public static Task<IResult> AnswerAsync(HttpContext http) => PostAsync(http, "answer", (m, state) => m with { Answer = state }, (form, fields) =>
    {
        var solved = fields.Flag("solved");
        if (!fields.Has("solved"))
            fields.Fault("solved", "is missing");
        return new CustomerAnswers(
            form.Command("answer"), solved ?? false, fields.Whole("satisfaction", 1, 5), fields.Flag("wouldReturn"), fields.Whole("recommend", 0, 10),
            fields.Lines("comment", LongestComment));
    });

    private static async Task<IResult> PostAsync(
        HttpContext http, string what, Func<StatusModel, FormState, StatusModel> put, Func<FormPost, FieldReader, CaseCommand> read)
    {
        if (http.Service<SourceLimits>().Form(http) is { } wait)
            return Notices.TooMany(http, wait);
        if (await FindAsync(http) is not { } subject)
            return Notices.NoSuchStatus();
        var (form, unread) = await FormPost.ReadAsync(http);
        if (form is null)
            return unread!;

        Task<IResult> AgainAsync(IReadOnlyList<FieldFault> faults, string? notice, int status) =>
            RenderAsync(http, subject, m => put(m, new FormState(form.Fields, faults)) with { Notice = notice }, status, form.Id);

        if (!form.Genuine)
            return await AgainAsync([], FormPost.Expired, StatusCodes.Status400BadRequest);
        var faults = new List<FieldFault>();
        var command = read(form, new FieldReader(form.Fields, faults));
        if (faults.Count > 0)
            return await AgainAsync([.. faults.Select(Tell)], null, StatusCodes.Status422UnprocessableEntity);
        // What is written on the page of a merged case belongs where the complaint goes on.
        var target = command is CustomerWrites ? await GoesOnInAsync(http, subject) : subject;
        switch (await http.Service<CaseService>().ExecuteAsync(target.Id, command, null, http.RequestAborted))
        {
            case Done:
                return Page.SeeOther($"{Links.StatusPath(http, subject.Id)}?said={what}");
            case NotDone { Refusal: { Field: { } field } refusal }:
                return await AgainAsync([new FieldFault(field, refusal.Reason)], null, StatusCodes.Status422UnprocessableEntity);
            case NotDone refused:
                return await AgainAsync([], refused.Refusal.Reason, StatusCodes.Status422UnprocessableEntity);
            default:
                return Notices.NoSuchStatus();
        }
    }

    private static FieldFault Tell(FieldFault fault) => fault.Field switch
    {
        "text" when fault.Reason.StartsWith("is ", StringComparison.Ordinal) => fault with { Reason = "Please write something." },
        "text" => fault with { Reason = $"Your message {fault.Reason}." },
        "solved" => fault with { Reason = "Please say whether it is solved." },
        "comment" => fault with { Reason = $"Your comment {fault.Reason}." },
        _ => fault with { Reason = $"{fault.Field} {fault.Reason}." },
    };

    private static async Task<Case?> FindAsync(HttpContext http) =>
        http.Service<CaseTokens>().TryStatus(http.RouteText("token"), out var id) ? await http.Service<ICaseStore>().LoadAsync(id, http.RequestAborted) : null;

    /// <summary>The case itself, or the one that it was merged into.</summary>
    private static async Task<Case> GoesOnInAsync(HttpContext http, Case subject)
    {
        for (var hops = 0; hops < MostMerges && subject.MergedInto is { } into && await http.Service<ICaseStore>().LoadAsync(into.Case, http.RequestAborted) is { } next; hops++)
            subject = next;
        return subject;
    }

    /// <summary>Two people may have complained of one thing, and neither may read the other's page.</summary>
    private static bool IsOfSameCustomer(Case one, Case other) => CustomerKeys.Of(one.Complaint).Intersect(CustomerKeys.Of(other.Complaint)).Any();

    private static async Task<IResult> RenderAsync(HttpContext http, Case subject, Func<StatusModel, StatusModel> with, int status, string? formId = null)
    {
        var policy = await http.Service<IPolicyLibrary>().FindAsync(subject.PolicyId, http.RequestAborted);
        var history = await http.Service<ICaseStore>().HistoryAsync(subject.Id, http.RequestAborted);
        var model = new StatusModel
        {
            Case = subject,
            Entries = [.. Timeline.For(history, policy).Where(e => e.VisibleToCustomer)],
            Wording = new Wording(policy),
            Now = http.Service<IClock>().GetCurrentInstant(),
            Keys = FormKeys.Issue(http, formId),
            Path = Links.StatusPath(http, subject.Id),
            GoesOnAt = subject.MergedInto is not null && await GoesOnInAsync(http, subject) is var target && target.Id != subject.Id && IsOfSameCustomer(subject, target)
                ? Links.StatusPath(http, target.Id)
                : null,
        };
        return Page.Of<StatusPage>(new { Model = with(model) }, status);
    }
}
