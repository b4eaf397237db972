using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Web.Http;

namespace Recovery.Web.Console;

/// <summary>Mail that was kept instead of sent, to be read.</summary>
internal static class OutboxHandlers
{
    private const int PageLength = 50;

    public static Task<IResult> ListAsync(HttpContext http)
    {
        if (Outbox(http) is not { } outbox)
            return Task.FromResult(Notices.NoSuchPage());
        var skip = int.TryParse(http.Request.Query["skip"], out var asked) && asked is > 0 and < 1_000_000 ? asked : 0;
        var entries = outbox.List(skip, PageLength + 1);
        return Task.FromResult(Page.Of<OutboxPage>(new
        {
            Frame = ConsoleFrame.Of(http),
            Entries = (IReadOnlyList<OutboxEntry>)[.. entries.Take(PageLength)],
            Older = entries.Count > PageLength ? skip + PageLength : (int?)null,
        }));
    }

    public static Task<IResult> ShowAsync(HttpContext http)
    {
        if (Read(http) is not { } message)
            return Task.FromResult(Notices.NoSuchPage());
        return Task.FromResult(Page.Of<MailPage>(new { Frame = ConsoleFrame.Of(http), Message = message }));
    }

    public static Task<IResult> HtmlAsync(HttpContext http)
    {
        if (Read(http) is not { } message)
            return Task.FromResult(Notices.NoSuchPage());
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.Mail;
        return Task.FromResult(Results.Content(message.Html, "text/html; charset=utf-8"));
    }

    private static OutboxMessage? Read(HttpContext http) => Outbox(http)?.Read(http.RouteText("name"));

    private static IOutbox? Outbox(HttpContext http) => http.RequestServices.GetService<IOutbox>();
}
