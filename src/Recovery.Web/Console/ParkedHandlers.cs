using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Console;

/// <summary>What came in and could not be processed: to be read, put back, or taken off the list.</summary>
internal static class ParkedHandlers
{
    private const string ListPath = "/console/parked";
    private const int PageLength = 50;

    public static async Task<IResult> ListAsync(HttpContext http)
    {
        var after = http.Request.Query["after"].ToString();
        ParkedPlace? place;
        try
        {
            place = after.Length > 0 ? ParkedPlace.Parse(after) : null;
        }
        catch (InvalidCursorException)
        {
            return Page.SeeOther(ListPath);
        }

        var messages = Parked(http) is { } parked ? await parked.ListAsync(place, PageLength + 1, http.RequestAborted) : null;
        return Page.Of<ParkedPage>(new
        {
            Frame = ConsoleFrame.Of(http),
            Messages = messages?.Take(PageLength).ToList(),
            Older = messages?.Count > PageLength ? ParkedPlace.Of(messages[PageLength - 1]).ToCursor() : null,
            Done = http.Request.Query["done"].ToString(),
        });
    }

    public static async Task<IResult> ShowAsync(HttpContext http) =>
        Parked(http) is not { } parked ? await ListAsync(http)
        : await parked.FindAsync(http.RouteText("id"), http.RequestAborted) is { } message ? await ShowAsync(http, message, null, StatusCodes.Status200OK)
        : NoSuchMessage();

    public static Task<IResult> RetryAsync(HttpContext http) => DoAsync(http, "retried", (parked, id) => parked.RetryAsync(id, http.RequestAborted));

    public static Task<IResult> DismissAsync(HttpContext http) => DoAsync(http, "dismissed", (parked, id) => parked.DismissAsync(id, http.RequestAborted));

    private static async Task<IResult> DoAsync(HttpContext http, string done, Func<IParkedMessages, string, Task<bool>> work)
    {
        var id = http.RouteText("id");
        if (Parked(http) is not { } parked)
            return NoSuchMessage();
        var (form, unread) = await FormPost.ReadAsync(http);
        if (form is null)
            return unread!;
        try
        {
            if (form.Genuine)
                return Page.SeeOther($"{ListPath}?done={(await work(parked, id) ? done : "gone")}");
        }
        catch (NotRetriableException refused)
        {
            return await AgainAsync($"It was not put back. {refused.Message}", StatusCodes.Status422UnprocessableEntity);
        }

        return await AgainAsync("This page was open for too long, or in another window. Nothing was done; please press the button once more.", StatusCodes.Status400BadRequest);

        async Task<IResult> AgainAsync(string fault, int status) =>
            await parked.FindAsync(id, http.RequestAborted) is { } message ? await ShowAsync(http, message, fault, status) : NoSuchMessage();
    }

    /// <summary>The page; with <c>?download</c>, the whole of what came, as a file.</summary>
    private static async Task<IResult> ShowAsync(HttpContext http, ParkedMessage message, string? fault, int status)
    {
        var file = await ParkedFile.OfAsync(http, message);
        if (fault is null && http.Request.Query.ContainsKey(ParkedFile.Download))
            return file?.Answer(http) ?? NoSuchMessage();
        return Page.Of<ParkedMessagePage>(new { Frame = ConsoleFrame.Of(http), Message = message, Fault = fault, Size = file?.Content.Length }, status);
    }

    private static IResult NoSuchMessage() => Notices.NoSuchParkedMessage();

    private static IParkedMessages? Parked(HttpContext http) => http.RequestServices.GetService<IParkedMessages>();
}
