using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recovery.Web.Identity;
using Recovery.Web.Webhooks;

namespace Recovery.Web.Http;

/// <summary>
/// What every handler runs inside. No middleware is relied upon, since one of the two hosts runs none: headers, identity
/// and faults are dealt with here.
/// </summary>
internal static partial class Guard
{
    public static async Task<IResult> RunAsync(HttpContext http, Audience audience, Func<HttpContext, Task<IResult>> handler)
    {
        SecurityHeaders.Apply(http, audience);
        try
        {
            return new Guarded(await RefuseAsync(http, audience) ?? await handler(http), audience);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty;
        }
        catch (Exception e)
        {
            return Tell(http, audience, e);
        }
    }

    /// <summary>Who is asking; there is somebody on every route of <see cref="Audience.Staff"/> and <see cref="Audience.Console"/>.</summary>
    public static StaffMember Staff(this HttpContext http) =>
        http.Items[typeof(StaffMember)] as StaffMember ?? throw new InvalidOperationException("The route is not one of staff.");

    public static T Service<T>(this HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();

    public static string RouteText(this HttpContext http, string name) => http.Request.RouteValues[name]?.ToString() ?? "";

    private static async Task<IResult?> RefuseAsync(HttpContext http, Audience audience)
    {
        if (audience is Audience.Receivers)
            return await WebhookAccess.RefuseEventsAsync(http);
        if (audience is not (Audience.Staff or Audience.Console))
            return null;
        if (await http.Service<IStaffIdentity>().IdentifyAsync(http) is not { } staff)
            return audience is Audience.Staff ? Unauthorized(http) : SignIn.Ask(http);
        if (audience is Audience.Staff && Changes(http.Request.Method) && FromAnotherSite(http))
            return Problems.NotFound("Pages of other sites cannot use this address.");
        http.Items[typeof(StaffMember)] = staff;
        return null;
    }

    private static bool Changes(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method);

    // A host may know staff of the API by a cookie; then a page elsewhere must not ride on it.
    private static bool FromAnotherSite(HttpContext http) =>
        http.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");

    private static IResult Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"staff\"";
        return Problems.Unauthorized(http.Request.Headers.Authorization.Count > 0);
    }

    private static IResult Tell(HttpContext http, Audience audience, Exception fault)
    {
        if (fault is BadHttpRequestException bad)
            return InPlain(audience, bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problems.TooLarge("The body is larger than this server reads.")
                : Problems.Unreadable("The request broke off or is not HTTP as it should be."), bad.StatusCode);

        // Neither the message nor the path: both may hold what a customer wrote, or the key of their page.
        var logger = http.Service<ILoggerFactory>().CreateLogger("Recovery.Web");
        LogFault(logger, http.Request.Method, audience, Trace.Of(http), fault.GetType().FullName, Environment.NewLine + fault.StackTrace);
        return InPlain(audience, Problems.Fault(), StatusCodes.Status500InternalServerError);
    }

    private static IResult InPlain(Audience audience, IResult problem, int status) =>
        audience is Audience.Apps or Audience.Channels or Audience.Receivers or Audience.Staff or Audience.Operators ? problem : status switch
        {
            StatusCodes.Status413PayloadTooLarge => Notices.TooLarge(),
            StatusCodes.Status500InternalServerError => Notices.Fault(),
            _ => Notices.Unreadable(),
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} for {Audience} failed, trace {Trace}: {Fault} {Stack}")]
    private static partial void LogFault(ILogger logger, string method, Audience audience, string trace, string? fault, string stack);

    /// <summary>A page is made while it is written; a fault there is told like any other as long as nothing has left.</summary>
    private sealed class Guarded(IResult inner, Audience audience) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await inner.ExecuteAsync(httpContext);
            }
            catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
            {
                // Nobody is there to be answered.
            }
            catch (Exception e)
            {
                var answer = Tell(httpContext, audience, e);
                if (httpContext.Response.HasStarted)
                {
                    httpContext.Abort();
                    return;
                }

                httpContext.Response.Clear();
                SecurityHeaders.Apply(httpContext, audience);
                await answer.ExecuteAsync(httpContext);
            }
        }
    }
}
