using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace Recovery.Intake.Mail.Providers;

/// <summary>Mailgun's routes (documentation.mailgun.com, "Receiving Messages via HTTP").</summary>
internal static class MailgunMail
{
    /// <summary>Posted as fields of their own as well, for where <c>message-headers</c> cannot be read.</summary>
    private static readonly string[] s_headers =
        ["Message-Id", "In-Reply-To", "References", "Date", "To", "Cc", "Reply-To", "Sender", "Auto-Submitted", "Precedence", "List-Id", "List-Unsubscribe", "Return-Path", "Content-Type"];

    public static InboundMail Read(MailForm form, Instant now)
    {
        var recipients = form.Text("recipient")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var envelope = new MailEnvelope(form.Text("sender")?.Trim(), [.. recipients.Take(MailLimits.Recipients)]);
        if (form.Bytes("body-mime") is { } raw)
        {
            var mail = MimeMail.Read(raw, envelope, now);
            return mail with { Oddities = [.. form.Oddities.All(), .. mail.Oddities] };
        }

        if (!form.Has("body-plain") && !form.Has("body-html") && !form.Has("stripped-text") && !form.Has("message-headers"))
            throw new UnreadableMailException("it has none of the fields body-mime, body-plain, body-html and message-headers, which a mail of Mailgun's has");
        var rebuilt = new RebuiltMail { Oddities = form.Oddities, Html = form.Text("body-html") };
        rebuilt.Plain = form.Text("body-plain") ?? (rebuilt.Html is null ? Stripped(form) : null);
        rebuilt.Set("From", form.Text("from"));
        rebuilt.Set("Subject", form.Text("subject"));
        AddHeaders(form, rebuilt);
        foreach (var file in form.Files)
            rebuilt.AddFile(file.FileName, file.MediaType, file.Content);
        TellOfStoredFiles(form, rebuilt);
        return rebuilt.Read(envelope, now);
    }

    /// <summary>The signature is told from the words as any other is.</summary>
    private static string? Stripped(MailForm form)
    {
        var text = form.Text("stripped-text");
        return form.Text("stripped-signature") is { Length: > 0 } signature ? $"{text}\n-- \n{signature}" : text;
    }

    /// <summary><c>message-headers</c>: <c>[["Received","by ..."],["Message-Id","..."]]</c>.</summary>
    private static void AddHeaders(MailForm form, RebuiltMail rebuilt)
    {
        using var headers = form.Json("message-headers");
        if (headers is { RootElement.ValueKind: JsonValueKind.Array })
        {
            foreach (var header in headers.RootElement.EnumerateArray())
            {
                if (header.ValueKind == JsonValueKind.Array && header.GetArrayLength() == 2
                    && header[0].ValueKind == JsonValueKind.String && header[1].ValueKind == JsonValueKind.String)
                    rebuilt.Add(header[0].Whole(), header[1].Whole());
                else
                    rebuilt.Oddities.Add("a header in message-headers is no pair of texts");
            }

            return;
        }

        foreach (var name in s_headers)
        {
            if (form.Text(name) is { } value)
                rebuilt.Add(name, value);
        }
    }

    /// <summary>A route that stores leaves the files with Mailgun and posts where they lie.</summary>
    private static void TellOfStoredFiles(MailForm form, RebuiltMail rebuilt)
    {
        using var stored = form.Json("attachments");
        if (stored is { RootElement.ValueKind: JsonValueKind.Array } && stored.RootElement.GetArrayLength() is > 0 and var count)
            rebuilt.Oddities.Add(string.Create(CultureInfo.InvariantCulture, $"{count:N0} of its files were not sent; they lie with Mailgun"));
    }
}
