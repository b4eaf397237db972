using Microsoft.AspNetCore.Http;
using Recovery.Web.Customers;
using Recovery.Web.Http;
using Recovery.Web.Intake;
using Recovery.Web.OpenApi;
using Recovery.Web.Operations;

namespace Recovery.Web;

// For customers, their apps, the channels and everybody else: no signing in.
public static partial class RecoverySite
{
    public static Task<IResult> Form(HttpContext http) => Guard.RunAsync(http, Audience.Customers, FeedbackForm.ShowAsync);

    public static Task<IResult> SubmitForm(HttpContext http) => Guard.RunAsync(http, Audience.Customers, FeedbackForm.SubmitAsync);

    public static Task<IResult> Status(HttpContext http) => Guard.RunAsync(http, Audience.Customers, StatusHandlers.ShowAsync);

    public static Task<IResult> WriteMessage(HttpContext http) => Guard.RunAsync(http, Audience.Customers, StatusHandlers.WriteAsync);

    public static Task<IResult> AnswerFollowUp(HttpContext http) => Guard.RunAsync(http, Audience.Customers, StatusHandlers.AnswerAsync);

    public static Task<IResult> Statistics(HttpContext http) => Guard.RunAsync(http, Audience.Customers, PublicStatistics.ShowAsync);

    public static Task<IResult> SubmitComplaint(HttpContext http) => Guard.RunAsync(http, Audience.Apps, IntakeApi.SubmitAsync);

    public static Task<IResult> ReceiveMail(HttpContext http) => Guard.RunAsync(http, Audience.Channels, MailIntakeApi.ReceiveAsync);

    public static Task<IResult> ReceiveCall(HttpContext http) => Guard.RunAsync(http, Audience.Channels, CallIntakeApi.ReceiveAsync);

    public static Task<IResult> ReceiveReview(HttpContext http) => Guard.RunAsync(http, Audience.Channels, ReviewIntakeApi.ReceiveAsync);

    public static Task<IResult> ComeForward(HttpContext http) => Guard.RunAsync(http, Audience.Customers, ComeForwardHandlers.ShowAsync);

    public static Task<IResult> SubmitComeForward(HttpContext http) => Guard.RunAsync(http, Audience.Customers, ComeForwardHandlers.SubmitAsync);

    public static Task<IResult> Assets(HttpContext http) => Guard.RunAsync(http, Audience.Everyone, SiteAssets.ShowAsync);

    public static Task<IResult> OpenApi(HttpContext http) => Guard.RunAsync(http, Audience.Everyone, OpenApiHandlers.ShowAsync);

    public static Task<IResult> Live(HttpContext http) => Guard.RunAsync(http, Audience.Operators, Probes.LiveAsync);

    public static Task<IResult> Ready(HttpContext http) => Guard.RunAsync(http, Audience.Operators, Probes.ReadyAsync);
}
