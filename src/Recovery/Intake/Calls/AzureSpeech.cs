using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>
/// Azure AI Speech, batch transcription: one result file of a job (schemas transcriptionresult_v3_2 and _v2024-11-15).
/// </summary>
internal static class AzureSpeech
{
    public static ReadCall Read(JsonPlace root)
    {
        var phrases = new List<SpokenPhrase>();
        var speakers = new AzureSpeakers();
        string? language = null;
        foreach (var phrase in root.Member("recognizedPhrases").Items())
        {
            // A stretch that was not understood has another status and nothing in nBest.
            if (phrase.Find("recognitionStatus")?.Text() is not (null or "Success"))
                continue;
            var (text, confidence) = Best(phrase);
            language ??= phrase.Find("locale")?.Text();
            var at = Time(phrase, "offsetMilliseconds", "offsetInTicks", "offset");
            var length = Time(phrase, "durationMilliseconds", "durationInTicks", "duration");
            phrases.Add(new(speakers.Of(phrase), at, at + length, text, confidence));
        }

        return new ReadCall(speakers.Named(phrases)) { Language = language };
    }

    /// <summary>The first of the hypotheses is the most likely.</summary>
    private static (string Text, double? Confidence) Best(JsonPlace phrase)
    {
        foreach (var best in phrase.Member("nBest").Items())
        {
            var text = best.FindAny("display", "itn", "maskedITN", "lexical") ?? throw best.Fault("has no text: display, itn, maskedITN and lexical are missing");
            return (text.Text(), best.Find("confidence")?.Confidence());
        }

        return ("", null);
    }

    /// <summary>Since 2024-11-15 in milliseconds too; ticks are exact where the ISO duration may be rounded.</summary>
    private static Duration? Time(JsonPlace phrase, string milliseconds, string ticks, string iso) =>
        phrase.Find(milliseconds)?.Milliseconds() ?? phrase.Find(ticks)?.Ticks() ?? phrase.Find(iso)?.IsoDuration();
}

/// <summary>
/// Azure numbers channels from 0 and speakers without order. Neither says who is who: no convention is documented for them.
/// </summary>
internal sealed class AzureSpeakers
{
    private readonly HashSet<string> _channels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _speakers = new(StringComparer.Ordinal);

    public string Of(JsonPlace phrase)
    {
        var channel = phrase.Find("channel")?.Whole() is { } c ? $"Channel {c}" : "";
        var speaker = phrase.Find("speaker")?.Whole() is { } s ? $"Speaker {s}" : "";
        if (channel.Length > 0)
            _channels.Add(channel);
        if (speaker.Length > 0)
            _speakers.Add(speaker);
        return $"{channel}\n{speaker}";
    }

    /// <summary>With names as short as they can be: a single channel tells nobody apart, nor does a single speaker on each channel.</summary>
    public List<SpokenPhrase> Named(List<SpokenPhrase> phrases)
    {
        for (var i = 0; i < phrases.Count; i++)
        {
            var parts = phrases[i].Speaker.Split('\n');
            var channel = _channels.Count > 1 ? parts[0] : "";
            var speaker = _speakers.Count > 1 || channel.Length == 0 ? parts[1] : "";
            phrases[i] = phrases[i] with { Speaker = channel.Length > 0 && speaker.Length > 0 ? $"{channel}, {speaker.ToLowerInvariant()}" : channel + speaker };
        }

        return phrases;
    }
}
