using System.Text;
using System.Text.Json;
using NodaTime;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail.Providers;

/// <summary>Postmark's inbound webhook (postmarkapp.com/developer/webhooks/inbound-webhook).</summary>
internal static class PostmarkMail
{
    public static InboundMail Read(ReadOnlyMemory<byte> json, Instant now)
    {
        var oddities = new Oddities();
        using var document = ProviderJson.Object(json, oddities);
        var post = document.RootElement;
        var recipient = post.Text("OriginalRecipient");
        var envelope = new MailEnvelope(null, string.IsNullOrWhiteSpace(recipient) ? [] : [recipient]);
        if (post.Text("RawEmail") is { Length: > 0 } raw)
        {
            var mail = MimeMail.Read(Encoding.UTF8.GetBytes(raw), envelope, now);
            return mail with { Oddities = [.. oddities.All(), .. mail.Oddities] };
        }

        if (!post.TryGetProperty("FromFull", out var from) && !post.TryGetProperty("From", out _))
            throw new UnreadableMailException("it has neither From nor FromFull, which every mail of Postmark's has");
        var rebuilt = new RebuiltMail { Oddities = oddities, Html = Words(post, "HtmlBody") };
        rebuilt.Plain = Words(post, "TextBody") ?? (rebuilt.Html is null ? Words(post, "StrippedTextReply") : null);
        var sender = from.ValueKind == JsonValueKind.Object ? Address(from) : null;
        rebuilt.Set("From", sender ?? post.Text("From"));
        rebuilt.Set("To", Addresses(post, "ToFull", oddities) ?? post.Text("To"));
        rebuilt.Set("Cc", Addresses(post, "CcFull", oddities) ?? post.Text("Cc"));
        rebuilt.Set("Bcc", Addresses(post, "BccFull", oddities) ?? post.Text("Bcc"));
        rebuilt.Set("Subject", post.Text("Subject"));
        foreach (var header in post.Objects("Headers"))
            rebuilt.Add(header.Text("Name") ?? "", header.Text("Value") ?? "");
        if (!rebuilt.HasHeader("Date"))
            rebuilt.Set("Date", post.Text("Date"));
        if (!rebuilt.HasHeader("Reply-To"))
            rebuilt.Set("Reply-To", post.Text("ReplyTo"));
        // MessageID is Postmark's own, and serves only where the mail has none: a repeat of the post has it too.
        if (!rebuilt.HasHeader("Message-ID") && post.Text("MessageID") is { Length: > 0 } id)
            rebuilt.Set("Message-ID", $"<{id}@inbound.postmarkapp.com>");
        AddFiles(post, rebuilt);
        return rebuilt.Read(envelope, now);
    }

    private static string? Words(JsonElement post, string name) => post.Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    private static string? Addresses(JsonElement post, string name, Oddities oddities)
    {
        var all = post.Objects(name).ToList();
        if (all.Count > MailLimits.Recipients)
            oddities.Add($"it names {all.Count:N0} recipients in {name}; {MailLimits.Recipients:N0} are kept");
        return all.Count == 0 ? null : string.Join(", ", all.Take(MailLimits.Recipients).Select(Address).OfType<string>());
    }

    /// <summary>Quoted, so that no name can end where an address begins.</summary>
    private static string? Address(JsonElement full)
    {
        // Broken in two it is no address, and the plain field beside it may be one.
        if (full.Text("Email") is not { Length: > 0 } email || email.Any(char.IsControl))
            return null;
        var name = (full.Text("Name") ?? "").Replace(@"\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);
        var bare = string.Concat(email.Where(c => c is not ('<' or '>')));
        return name.Length == 0 ? $"<{bare}>" : $"\"{name}\" <{bare}>";
    }

    private static void AddFiles(JsonElement post, RebuiltMail rebuilt)
    {
        foreach (var file in post.Objects("Attachments"))
        {
            var name = file.Text("Name");
            if (!file.TryGetProperty("Content", out var content) || content.ValueKind != JsonValueKind.String)
            {
                rebuilt.Oddities.Add("a file came without its content");
                continue;
            }

            if (!content.TryGetBytesFromBase64(out var bytes))
            {
                rebuilt.Oddities.Add("a file is not in base64; it is kept as it came");
                bytes = Encoding.UTF8.GetBytes(content.Whole());
            }

            rebuilt.AddFile(name, file.Text("ContentType"), bytes);
        }
    }
}
