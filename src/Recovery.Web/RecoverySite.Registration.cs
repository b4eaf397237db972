using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Intake.Mail;
using Recovery.Web.Console;
using Recovery.Web.Http;
using Recovery.Web.Identity;
using Recovery.Web.Imports;
using Recovery.Web.Intake;
using Recovery.Web.Operations;
using Recovery.Web.Webhooks;

namespace Recovery.Web;

public static partial class RecoverySite
{
    /// <summary>
    /// What the site itself needs. The host adds the ports: <c>CaseService</c>, <c>ICaseStore</c>, <c>IPolicyLibrary</c>,
    /// <c>IReportStore</c>, <c>CaseTokens</c>, <c>MailAddresses</c>, <c>IClock</c>, <see cref="IStaffIdentity"/>, <see cref="IntakeAccess"/>,
    /// <see cref="ICorrespondence"/>, <see cref="IKeptFiles"/>, <see cref="IIntakeJobs"/>, <see cref="IIncidents"/>,
    /// <see cref="IParkedMessages"/>, and, where it has them, <see cref="ISignInCodes"/>, <see cref="IOutbox"/>, <see cref="IGraphMail"/>
    /// and any number of <see cref="IReadiness"/>.
    /// </summary>
    public static IServiceCollection AddRecoverySite(this IServiceCollection services, SiteOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(_ => new SourceLimits(options));
        services.AddSingleton<ComplaintIntake>().AddSingleton<MailIntake>().AddSingleton<ReviewIntake>().AddSingleton<CaseMerging>();
        services.AddSingleton<CallIntake>().AddSingleton<QueuedIntake>().AddSingleton<IParkedIntake, ParkedIntake>();
        services.AddSingleton<IncidentReports>().AddSingleton<IntakeJobRunner>().AddSingleton<ImportRuns>().AddSingleton<CheckedLists>();
        services.AddSingleton<SubscriptionChanges>().AddSingleton<WebhookAttention>();
        services.AddRazorComponents();
        services.AddDataProtection();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.FormFieldName = "form-token";
            antiforgery.Cookie.Name = "recovery-form";
            // Lax: whoever comes by a link in a web mail keeps the cookie that their other windows rely on. It proves
            // nothing by itself; the field in the form must match it.
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }

    /// <summary>Staff by the staff token, for an embedded host.</summary>
    public static IServiceCollection AddTokenStaffIdentity(this IServiceCollection services, StaffToken token)
    {
        services.AddSingleton(token);
        services.AddSingleton<TokenStaffIdentity>();
        services.AddSingleton<IStaffIdentity>(s => s.GetRequiredService<TokenStaffIdentity>());
        return services;
    }

    public static IEndpointRouteBuilder MapRecoverySite(this IEndpointRouteBuilder endpoints)
    {
        foreach (var route in Routes)
        {
            string[] methods = route.Method == "GET" ? ["GET", "HEAD"] : [route.Method];
            endpoints.MapMethods(route.Pattern, methods, Run(route.Handler)).DisableAntiforgery();
        }

        endpoints.MapFallback("{*path}", Run(Unknown));
        return endpoints;
    }

    private static RequestDelegate Run(Func<HttpContext, Task<IResult>> handler) => async http => await (await handler(http)).ExecuteAsync(http);
}
