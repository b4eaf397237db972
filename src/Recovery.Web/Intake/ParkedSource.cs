namespace Recovery.Web.Intake;

/// <summary>Where something that was parked came from, in words: "mail by Postmark".</summary>
internal static class ParkedSource
{
    public static string InWords(string source) => source.Split('/', 2) switch
    {
        ["email", "mime"] => "mail as a mail server has it",
        ["email", var provider] => $"mail by {Provider(provider)}",
        ["calls", "text"] => "call, written down as plain text",
        ["calls", var format] => $"call, {Format(format)} format",
        [ReviewIntakeApi.Source] => "review",
        [var queue] => $"queue {queue}",
        _ => source,
    };

    private static string Provider(string id) => id switch
    {
        "postmark" => "Postmark",
        "sendgrid" => "SendGrid",
        "mailgun" => "Mailgun",
        "graph" => "Microsoft Graph",
        _ => id,
    };

    private static string Format(string id) => id switch
    {
        "azure-speech" => "Azure Speech's batch",
        "azure-fast" => "Azure Speech's fast",
        "acs" => "Azure Communication Services'",
        "twilio" => "Twilio's",
        "amazon" => "Amazon Transcribe's",
        "webvtt" => "WebVTT",
        _ => id,
    };
}
