using System.Net;
using System.Text;

namespace Recovery.Intake.Calls;

/// <summary>
/// Twilio: the sentences of a Voice Intelligence transcript (a page of the list, the list itself, or the transcript with its
/// sentences), or the form post of the older transcription of a recording.
/// </summary>
internal static class TwilioTranscript
{
    /// <summary>What <c>Record</c> writes down is what the caller says after the tone.</summary>
    private const string Caller = "Caller";

    public static ReadCall Read(ReadOnlyMemory<byte> body) =>
        body.Span.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{' or (byte)'[', ..] ? JsonPlace.Read(body, Sentences) : Callback(body);

    private static ReadCall Sentences(JsonPlace root)
    {
        var list = root.IsList ? root : root.Member("sentences");
        var roles = root.IsList ? [] : Roles(root);
        var sentences = new List<(long Index, SpokenPhrase Phrase)>();
        string? call = null;
        foreach (var sentence in list.Items())
        {
            var channel = sentence.FindAny("media_channel", "mediaChannel")?.Whole() ?? 0;
            var at = sentence.FindAny("start_time", "startTime")?.Seconds();
            var until = sentence.FindAny("end_time", "endTime");
            var end = until?.Seconds();
            if (end < at)
                throw until!.Fault("is before the start_time");
            call ??= sentence.FindAny("transcript_sid", "transcriptSid")?.Label();
            sentences.Add((
                sentence.FindAny("sentence_index", "sentenceIndex")?.Whole() ?? sentences.Count,
                new(roles.GetValueOrDefault(channel, $"Channel {channel}"), at, end, sentence.Member("transcript").Text(), sentence.Find("confidence")?.Confidence())));
        }

        return new ReadCall([.. sentences.OrderBy(s => s.Index).Select(s => s.Phrase)])
        {
            CallId = root.IsList ? call : root.FindAny("call_sid", "callSid", "sid")?.Label() ?? call,
            Language = root.IsList ? null : root.FindAny("language_code", "languageCode")?.Text(),
        };
    }

    /// <summary>Who is on which channel, where whoever asked for the transcript has said so (<c>channel.participants</c>).</summary>
    private static Dictionary<long, string> Roles(JsonPlace root)
    {
        var roles = new Dictionary<long, string>();
        if (root.Find("channel") is not { IsObject: true } channel || channel.Find("participants") is not { } participants)
            return roles;
        foreach (var participant in participants.Items())
        {
            if (participant.Find("channel_participant")?.Whole() is { } number && participant.Find("role")?.Text().Trim() is { Length: > 0 } role)
                roles[number] = role;
        }

        return roles;
    }

    private static ReadCall Callback(ReadOnlyMemory<byte> body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Encoding.UTF8.GetString(body.Span).Split('&', 200))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
                fields[WebUtility.UrlDecode(pair[..at])] = WebUtility.UrlDecode(pair[(at + 1)..]);
        }

        if (!fields.ContainsKey("TranscriptionText") && !fields.ContainsKey("TranscriptionStatus"))
            throw new UnreadableTranscriptException("$", "is neither JSON with sentences nor a form with TranscriptionText");
        var text = fields.GetValueOrDefault("TranscriptionText", "");
        return new ReadCall(text.Length == 0 ? [] : [new(Caller, null, null, text)]) { CallId = fields.GetValueOrDefault("CallSid") ?? fields.GetValueOrDefault("TranscriptionSid") };
    }
}
