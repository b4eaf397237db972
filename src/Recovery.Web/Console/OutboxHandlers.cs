using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Web.Http;

namespace Recovery.Web.Console;

/// <summary>Mail that was kept instead of sent, to be read.</summary>
internal static class OutboxHandlers
{
    private const int PageLength = 50;

    public static async Task<IResult> ListAsync(HttpContext http)
    {
        if (Outbox(http) is not { } outbox)
            return Notices.NoSuchPage();
        var skip = int.TryParse(http.Request.Query["skip"], out var asked) && asked is > 0 and < 1_000_000 ? asked : 0;
        var entries = await outbox.ListAsync(skip, PageLength + 1, http.RequestAborted);
        return Page.Of<OutboxPage>(new
        {
            Frame = ConsoleFrame.Of(http),
            Entries = (IReadOnlyList<OutboxEntry>)[.. entries.Take(PageLength)],
            Older = entries.Count > PageLength ? skip + PageLength : (int?)null,
        });
    }

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } message)
            return Notices.NoSuchPage();
        return Page.Of<MailPage>(new { Frame = ConsoleFrame.Of(http), Message = message });
    }

    public static async Task<IResult> HtmlAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } message)
            return Notices.NoSuchPage();
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.Mail;
        return Results.Content(message.Html, "text/html; charset=utf-8");
    }

    private static async Task<OutboxMessage?> ReadAsync(HttpContext http) =>
        Outbox(http) is { } outbox ? await outbox.ReadAsync(http.RouteText("name"), http.RequestAborted) : null;

    private static IOutbox? Outbox(HttpContext http) => http.RequestServices.GetService<IOutbox>();
}
