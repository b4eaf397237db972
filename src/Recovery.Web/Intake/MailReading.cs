using System.Collections.Immutable;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using Recovery.Intake;
using Recovery.Intake.Mail;

namespace Recovery.Web.Intake;

/// <summary>Reads a body that some provider posted; the same when it comes and when it is tried again.</summary>
internal static class MailReading
{
    public const string Graph = "graph";
    public const string Mailgun = "mailgun";
    public const string SendGrid = "sendgrid";

    public static ImmutableArray<string> Providers { get; } = ["postmark", SendGrid, Mailgun, Graph, "mime"];

    /// <param name="query">Of the address: <c>sender</c> and <c>recipient</c> are the envelope of a raw mail.</param>
    /// <exception cref="UnreadableMailException">It is not of the provider's shape.</exception>
    public static async Task<InboundMail> ReadAsync(string provider, byte[] body, string? mediaType, string? query, Instant now, CancellationToken cancel) => provider switch
    {
        "postmark" => ProviderMail.Postmark(body, now),
        SendGrid => ProviderMail.SendGrid(await MailForm.ReadAsync(body, mediaType, cancel), now),
        Mailgun => ProviderMail.Mailgun(await MailForm.ReadAsync(body, mediaType, cancel), now),
        _ => MimeMail.Read(body, Envelope(query), now),
    };

    private static MailEnvelope Envelope(string? query)
    {
        var given = QueryHelpers.ParseQuery(query);
        var recipients = given.TryGetValue("recipient", out var named) ? named.OfType<string>().Where(IsLine).Take(MailLimits.Recipients) : [];
        // There, and empty, it is the null return path.
        var sender = given.TryGetValue("sender", out var sent) && IsLine(sent.ToString()) ? sent.ToString().Trim().Trim('<', '>') : null;
        return new MailEnvelope(sender, [.. recipients]);
    }

    private static bool IsLine(string text) => text.Length <= IntakeLimits.HeaderLine && !text.Any(char.IsControl);
}
