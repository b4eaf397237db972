using System.Text.Json;
using NodaTime;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail.Providers;

/// <summary>SendGrid's Inbound Parse (twilio.com/docs/sendgrid, "Inbound Email Parse Webhook").</summary>
internal static class SendGridMail
{
    public static InboundMail Read(MailForm form, Instant now)
    {
        var envelope = Envelope(form);
        if (form.Bytes("email") is { } raw)
        {
            var mail = MimeMail.Read(raw, envelope, now);
            return mail with { Oddities = [.. form.Oddities.All(), .. mail.Oddities] };
        }

        if (!form.Has("headers") && !form.Has("from"))
            throw new UnreadableMailException("it has none of the fields email, headers and from, which a mail of SendGrid's has");
        form.Charsets(Charsets(form));
        var rebuilt = new RebuiltMail { Oddities = form.Oddities, Plain = form.Text("text"), Html = form.Text("html") };
        rebuilt.Set("From", form.Text("from"));
        rebuilt.Set("To", form.Text("to"));
        rebuilt.Set("Cc", form.Text("cc"));
        rebuilt.Set("Subject", form.Text("subject"));
        if (form.Bytes("headers") is { } headers)
        {
            foreach (var header in HeaderReader.Read(headers.Span).Fields)
                rebuilt.Add(header.Name, header.Value);
        }

        AddFiles(form, rebuilt);
        return rebuilt.Read(envelope, now);
    }

    /// <summary><c>{"to":["a@example.org"],"from":"b@example.org"}</c>; an empty sender is the null return path.</summary>
    private static MailEnvelope Envelope(MailForm form)
    {
        using var envelope = form.Json("envelope");
        if (envelope is null || envelope.RootElement.ValueKind != JsonValueKind.Object)
            return MailEnvelope.None;
        var to = envelope.RootElement.TryGetProperty("to", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Take(MailLimits.Recipients).Select(i => i.Whole())
            : [];
        return new MailEnvelope(envelope.RootElement.TextOrNull("from"), [.. to]);
    }

    /// <summary><c>{"text":"iso-8859-1","html":"utf-8"}</c></summary>
    private static Dictionary<string, string> Charsets(MailForm form)
    {
        var charsets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var said = form.Json("charsets");
        if (said is null || said.RootElement.ValueKind != JsonValueKind.Object)
            return charsets;
        foreach (var field in said.RootElement.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.String)
                charsets[field.Name] = field.Value.Whole();
        }

        return charsets;
    }

    /// <summary>The names in <c>attachment-info</c> are those of the mail; a form's own file names lose their charset.</summary>
    private static void AddFiles(MailForm form, RebuiltMail rebuilt)
    {
        using var info = form.Json("attachment-info");
        foreach (var file in form.Files)
        {
            var about = info is { RootElement.ValueKind: JsonValueKind.Object } && info.RootElement.TryGetProperty(file.Name, out var found) ? found : default;
            rebuilt.AddFile(about.TextOrNull("filename") ?? about.TextOrNull("name") ?? file.FileName, about.TextOrNull("type") ?? file.MediaType, file.Content);
        }
    }
}
