using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Intake.Mail;
using Recovery.Intake.Signatures;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>
/// Mail as providers post it. What can be read is taken, what cannot is kept for staff, and both are answered with 200: sending it
/// again would help nobody. What failed for our sake is answered so that it is sent again.
/// </summary>
internal static class MailIntakeApi
{
    private static readonly string[] s_raw = ["message/rfc822", "application/octet-stream", "text/plain"];

    public static async Task<IResult> ReceiveAsync(HttpContext http)
    {
        var provider = http.RouteText("provider");
        if (!MailReading.Providers.Contains(provider))
            return Problems.NotFound($"There is no such provider; there are {string.Join(", ", MailReading.Providers)}.");
        if (provider == MailReading.Graph)
            return await GraphIntake.ReceiveAsync(http);
        if (Refuse(http, provider) is { } refused)
            return refused;
        if (provider == "mime" && !s_raw.Contains(MediaType(http), StringComparer.OrdinalIgnoreCase))
            return Problems.WrongShape(string.Join(" or ", s_raw));
        var (body, problem) = await ChannelBody.ReadAsync(http, MailLimits.Bytes);
        if (body is null)
            return problem!;
        if (await UnsignedAsync(http, provider, body) is { } unsigned)
            return unsigned;
        return Json.Of(await TakeAsync(http, provider, body, http.Request.ContentType, Query(http, provider)));
    }

    /// <summary>Reads it and puts it where it belongs, or parks it.</summary>
    public static async Task<MailAnswer> TakeAsync(HttpContext http, string provider, byte[] body, string? mediaType, string? query)
    {
        string reason;
        try
        {
            var mail = await MailReading.ReadAsync(provider, body, mediaType, query, http.Service<IClock>().GetCurrentInstant(), http.RequestAborted);
            var outcome = await http.Service<MailIntake>().ReceiveAsync(mail, http.RequestAborted);
            if (MailAnswer.Of(outcome) is { } taken)
                return taken;
            reason = ((MailToPark)outcome).Reason;
        }
        catch (UnreadableMailException unreadable)
        {
            reason = unreadable.Message;
        }

        return new MailAnswer("parked", Parked: await IntakeParking.ParkAsync(http, $"email/{provider}", reason, body, mediaType, query));
    }

    private static IResult? Refuse(HttpContext http, string provider)
    {
        var access = http.Service<IntakeAccess>();
        return provider switch
        {
            MailReading.Mailgun when access.MailgunSigningKey is null => Problems.NotSetUp("Mailgun is taken once its signing key is set (Recovery:Intake:Mailgun:SigningKey)."),
            // Who signs needs no key.
            MailReading.Mailgun => IntakeDoor.TooMany(http),
            MailReading.SendGrid when access.SendGridVerificationKey is not null => IntakeDoor.TooMany(http),
            _ => IntakeDoor.Refuse(http),
        };
    }

    private static async Task<IResult?> UnsignedAsync(HttpContext http, string provider, byte[] body)
    {
        var access = http.Service<IntakeAccess>();
        if (provider == MailReading.SendGrid && access.SendGridVerificationKey is { } key)
        {
            var (timestamp, signature) = (Header(http, SendGridSignature.TimestampHeader), Header(http, SendGridSignature.SignatureHeader));
            return SendGridSignature.IsValid(key, signature, timestamp, body) ? null : IntakeDoor.Unauthorized(http);
        }

        return provider == MailReading.Mailgun ? await UnsignedMailgunAsync(http, access.MailgunSigningKey!, body) : null;
    }

    private static async Task<IResult?> UnsignedMailgunAsync(HttpContext http, string key, byte[] body)
    {
        IReadOnlyList<MailFormPart> parts;
        try
        {
            parts = await MailForm.ReadAsync(body, http.Request.ContentType, http.RequestAborted);
        }
        catch (UnreadableMailException unreadable)
        {
            // Perhaps it broke off on the way; who sent it cannot be told, and Mailgun sends it again.
            return Problems.Unreadable($"The signature cannot be checked: {unreadable.Message}.");
        }

        string Field(string name) => parts.FirstOrDefault(p => p.Name == name && p.FileName is null) is { } part ? Encoding.UTF8.GetString(part.Content.Span) : "";
        // By the machine's clock, as Mailgun's is: the clock of cases may be sped up.
        var now = Instant.FromDateTimeOffset((http.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow());
        return MailgunSignature.IsValid(key, Field("timestamp"), Field("token"), Field("signature"), now) ? null : Problems.WrongSignature();
    }

    /// <summary>The query without any key, and for a raw mail the envelope, wherever it was given.</summary>
    private static string Query(HttpContext http, string provider)
    {
        var query = IntakeParking.Query(http);
        if (provider != "mime")
            return query;
        foreach (var (header, name) in (ReadOnlySpan<(string, string)>)[("X-Envelope-From", "sender"), ("X-Envelope-To", "recipient")])
        {
            if (http.Request.Query.ContainsKey(name) || !http.Request.Headers.TryGetValue(header, out var given))
                continue;
            var values = name == "sender" ? [given.ToString()] : given.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            query = string.Join('&', values.Take(MailLimits.Recipients).Select(v => $"{name}={Uri.EscapeDataString(v)}").Prepend(query).Where(p => p.Length > 0));
        }

        return query;
    }

    private static string MediaType(HttpContext http) => http.Request.ContentType?.Split(';')[0].Trim() ?? "";

    private static string Header(HttpContext http, string name) => http.Request.Headers[name].ToString();
}
