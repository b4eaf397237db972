using Microsoft.AspNetCore.Http;
using Recovery.Web.Customers;

namespace Recovery.Web.Http;

/// <summary>Pages with one thing to say.</summary>
internal static class Notices
{
    public static IResult NoSuchPage() => Make(StatusCodes.Status404NotFound, "We cannot find this page",
        ["The address may be incomplete, or the page may have moved."], ("/", "Tell us what went wrong"));

    public static IResult NoSuchStatus() => Make(StatusCodes.Status404NotFound, "This link does not open a complaint",
        [
            "A private link is long, and often breaks when it is copied or wrapped over two lines. Please copy all of it, from https to the very end, without spaces.",
            "If you gave us an email address, the link is in every message that we sent you.",
            "If the link is lost, please write to us again. Tell us what you remember of your first message, such as when you sent it or its reference, and we put both together.",
        ], ("/", "Write to us again"));

    public static IResult NoSuchCase() => Make(StatusCodes.Status404NotFound, "There is no such case", ["It may have been typed wrongly; the queue finds cases by reference."], ("/console", "To the queue"));

    public static IResult NoSuchParkedMessage() => Make(StatusCodes.Status404NotFound, "It is not parked here", ["Somebody may have dealt with it already."], ("/console/parked", "To the parked messages"));

    public static IResult NoSuchFile() => Make(StatusCodes.Status404NotFound, "There is no such file", ["The case does not list it, or it is no longer kept."], ("/console", "To the queue"));

    public static IResult NoSuchReview() => Make(StatusCodes.Status404NotFound, "This link leads to no review",
        ["A private link is long, and often breaks when it is copied. Please copy all of it from our public reply, without spaces.", "You can also write to us here; tell us on which site your review stands."], ("/", "Write to us"));

    public static IResult Fault() => Make(StatusCodes.Status500InternalServerError, "Something went wrong on our side",
        ["We are sorry. What you sent may not have reached us. Please go back and send it once more; we notice when the same thing comes twice."], trace: true);

    public static IResult Unreadable() => Make(StatusCodes.Status400BadRequest, "We could not read what was sent",
        ["The connection may have broken. Please go back and send it once more."], trace: true);

    public static IResult TooLarge() => Make(StatusCodes.Status413PayloadTooLarge, "That is more than we can take at once",
        [$"A form may hold {RequestBody.FormBytes / 1024 / 1024} MB. Please go back, shorten the text, and send it again."]);

    public static IResult WrongMethod() => Make(StatusCodes.Status405MethodNotAllowed, "This address takes what a form sends", ["It shows no page of its own."], ("/", "To the start"));

    public static IResult TooMany(HttpContext http, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        http.Response.Headers.RetryAfter = seconds.ToString();
        var until = seconds < 90 ? "a minute" : $"{(seconds + 59) / 60} minutes";
        return Make(StatusCodes.Status429TooManyRequests, "That was a lot at once",
            [$"Too many forms came from your connection in a short time. Please go back in about {until} and send it again: your browser keeps what you typed."]);
    }

    public static IResult Say(int status, string title, params string[] text) => Make(status, title, text);

    private static IResult Make(int status, string title, string[] text, (string Href, string Label)? link = null, bool trace = false) =>
        Page.Of<NoticePage>(new { Title = title, Text = (IReadOnlyList<string>)text, link?.Href, link?.Label, Trace = trace }, status);
}
