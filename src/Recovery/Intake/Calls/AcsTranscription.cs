using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>
/// Azure Communication Services, Call Automation: the packets of the transcription socket, saved as a list. Each has its
/// content in an object named like its kind; the data types of the libraries have no such object and no kind.
/// </summary>
internal static class AcsTranscription
{
    // .NET ticks of 1 January 2000 and 2200: an offset between them is a time of day, not one from the start of the call.
    private static readonly long s_earliest = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly long s_latest = new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public static ReadCall Read(JsonPlace root)
    {
        var phrases = new List<SpokenPhrase>();
        string? call = null, language = null;
        long? first = null;
        foreach (var packet in root.Items(CallLimits.Words))
        {
            var kind = packet.Find("kind")?.Text();
            if (Content(packet, kind, "TranscriptionMetadata", "transcriptionMetadata", "callConnectionId") is { } metadata)
            {
                call ??= metadata.FindAny("callConnectionId", "correlationId")?.Label();
                language ??= metadata.Find("locale")?.Text();
            }
            else if (Content(packet, kind, "TranscriptionData", "transcriptionData", "text") is { } data)
            {
                // What is still being spoken comes again and again until it is final.
                if (data.FindAny("resultStatus", "resultState")?.Text() is { } status && !status.Equals("Final", StringComparison.OrdinalIgnoreCase))
                    continue;
                if (phrases.Count == CallLimits.Lines)
                    throw packet.Fault("is more than is read of one call");
                var at = At(data, ref first);
                var length = data.Find("duration") is { } duration ? Length(duration) : null;
                phrases.Add(new(Speaker(data), at, at + length, data.Member("text").Text(), data.Find("confidence")?.Confidence()));
            }
            else if (kind is null)
            {
                throw packet.Fault("is no packet of a transcription: kind is missing");
            }
        }

        return new ReadCall(phrases) { CallId = call, Language = language };
    }

    private static JsonPlace? Content(JsonPlace packet, string? kind, string wanted, string name, string known)
    {
        if (kind is not null && !kind.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            return null;
        return packet.Find(name) is { } content ? content : kind is not null || packet.Find(known) is not null ? packet : null;
    }

    private static string Speaker(JsonPlace data)
    {
        if (data.FindAny("participantRawID", "participantRawId") is { } raw)
            return raw.Text().Trim();
        return data.Find("participant") is { } participant
            ? (participant.IsObject ? participant.FindAny("rawId", "rawID")?.Text() : participant.Text())?.Trim() ?? ""
            : "";
    }

    /// <summary>
    /// The documentation counts ticks, and shows a number that is neither from the start of the call nor a date: it is what
    /// is left of .NET's last date. All three are read.
    /// </summary>
    private static Duration? At(JsonPlace data, ref long? first)
    {
        if (data.Find("offset") is not { } offset)
            return null;
        if (offset.IsText)
            return offset.TimeSpan();
        var ticks = offset.Whole();
        var moment = ticks >= s_earliest && ticks <= s_latest ? ticks : DateTime.MaxValue.Ticks - ticks;
        if (moment < s_earliest || moment > s_latest)
            return offset.Ticks();
        first ??= moment;
        return Duration.FromTicks(Math.Max(0, moment - first.Value));
    }

    private static Duration? Length(JsonPlace duration) => duration.IsText ? duration.TimeSpan() : duration.Ticks();
}
