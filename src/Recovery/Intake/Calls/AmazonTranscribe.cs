using System.Runtime.InteropServices;
using System.Text;
using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>
/// Amazon Transcribe, batch: words one by one, told apart by channel or by voice; or the turns of Call Analytics and
/// Contact Lens. Numbers of the former are written as strings.
/// </summary>
internal static class AmazonTranscribe
{
    /// <summary>A silence that ends a phrase.</summary>
    private static readonly Duration s_pause = Duration.FromMilliseconds(1500);

    public static ReadCall Read(JsonPlace root)
    {
        if (root.Find("Transcript") is { } turns)
            return Turns(root, turns);
        var results = root.Member("results");
        var phrases = new List<SpokenPhrase>();
        if (results.Find("channel_labels") is { } channels)
        {
            foreach (var channel in channels.Member("channels").Items())
                Phrases(Words(channel.Member("items"), Named(channel.Member("channel_label").Text()), []), phrases);
        }
        else if (results.Find("items") is { } items)
        {
            var voices = results.Find("speaker_labels") is { } labels ? Voices(labels) : [];
            Phrases(Words(items, "", voices), phrases);
        }
        else
        {
            foreach (var transcript in results.Member("transcripts").Items())
                phrases.Add(new("", null, null, transcript.Member("transcript").Text()));
        }

        if (phrases.Count > CallLimits.Lines)
            throw results.Fault("has more phrases than are read of one call");
        return new ReadCall(phrases) { CallId = root.Find("jobName")?.Label(), Language = results.Find("language_code")?.Text() };
    }

    private static ReadCall Turns(JsonPlace root, JsonPlace turns)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var participant in root.Find("Participants")?.Items() ?? [])
        {
            if (participant.Find("ParticipantId") is { } id && participant.Find("ParticipantRole") is { } role)
                roles[id.Label()] = role.Text();
        }

        var phrases = new List<SpokenPhrase>();
        foreach (var turn in turns.Items())
        {
            var id = turn.Find("ParticipantId")?.Label() ?? "";
            var speaker = turn.Find("ParticipantRole")?.Text() ?? roles.GetValueOrDefault(id, id);
            var at = turn.Find("BeginOffsetMillis")?.Milliseconds();
            phrases.Add(new(speaker, at, End(turn.Find("EndOffsetMillis"), p => p.Milliseconds(), at), turn.Member("Content").Text(), Confidence(turn)));
        }

        return new ReadCall(phrases)
        {
            CallId = root.Find("CustomerMetadata") is { IsObject: true } metadata && metadata.Find("ContactId") is { } contact ? contact.Label()
                : root.FindAny("ContactId", "JobName")?.Label(),
            Language = root.Find("LanguageCode")?.Text(),
        };
    }

    private static double? Confidence(JsonPlace turn)
    {
        var (sum, words) = (0.0, 0);
        foreach (var item in turn.Find("Items")?.Items(CallLimits.Words) ?? [])
        {
            if (item.Find("Type")?.Text() is null or "pronunciation" && item.Find("Confidence") is { } confidence)
                (sum, words) = (sum + confidence.Confidence(), words + 1);
        }

        return words == 0 ? null : sum / words;
    }

    /// <summary>Whose voice is heard from when on: a word's own label is newer than this list.</summary>
    private static Dictionary<Duration, string> Voices(JsonPlace labels)
    {
        var voices = new Dictionary<Duration, string>();
        foreach (var segment in labels.Member("segments").Items(CallLimits.Words))
        {
            var speaker = segment.Member("speaker_label").Text();
            foreach (var item in segment.Find("items")?.Items(CallLimits.Words) ?? [])
                voices[item.Member("start_time").Seconds()] = item.Find("speaker_label")?.Text() ?? speaker;
        }

        return voices;
    }

    private static IEnumerable<Word> Words(JsonPlace items, string speaker, Dictionary<Duration, string> voices)
    {
        foreach (var item in items.Items(CallLimits.Words))
        {
            string text = "";
            double? confidence = null;
            foreach (var alternative in item.Member("alternatives").Items())
            {
                text = alternative.Member("content").Text();
                confidence = alternative.Find("confidence")?.Confidence();
                break;
            }

            if (item.Member("type").Text() is "punctuation")
            {
                yield return new("", null, null, text, null, true);
                continue;
            }

            var at = item.Member("start_time").Seconds();
            var until = End(item.Member("end_time"), p => p.Seconds(), at);
            var label = item.Find("speaker_label")?.Text() ?? voices.GetValueOrDefault(at);
            yield return new(label is null ? speaker : speaker.Length == 0 ? Named(label) : $"{speaker}, {Named(label).ToLowerInvariant()}", at, until, text, confidence, false);
        }
    }

    private static void Phrases(IEnumerable<Word> words, List<SpokenPhrase> phrases)
    {
        var text = new StringBuilder();
        Word first = default, last = default;
        var (sum, known) = (0.0, 0);
        foreach (var word in words)
        {
            if (word.Punctuation)
            {
                text.Append(text.Length > 0 ? word.Text : "");
                continue;
            }

            if (text.Length > 0 && (word.Speaker != first.Speaker || text[^1] is '.' or '?' or '!' || word.At - last.Until > s_pause))
                Flush();
            if (text.Length == 0)
                first = word;
            text.Append(text.Length > 0 ? " " : "").Append(word.Text);
            last = word;
            if (word.Confidence is { } confidence)
                (sum, known) = (sum + confidence, known + 1);
        }

        Flush();

        void Flush()
        {
            if (text.Length > 0)
                phrases.Add(new(first.Speaker, first.At, last.Until, text.ToString(), known == 0 ? null : sum / known));
            text.Clear();
            (sum, known) = (0.0, 0);
        }
    }

    private static Duration? End(JsonPlace? end, Func<JsonPlace, Duration> read, Duration? at)
    {
        var until = end is null ? (Duration?)null : read(end);
        return until < at ? throw end!.Fault("is before the time at which it begins") : until;
    }

    /// <summary>As people read it: <c>spk_0</c> and <c>ch_1</c> are this format's own spelling.</summary>
    private static string Named(string label) =>
        label.StartsWith("spk_", StringComparison.Ordinal) ? $"Speaker {label[4..]}"
        : label.StartsWith("ch_", StringComparison.Ordinal) ? $"Channel {label[3..]}"
        : label;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Word(string Speaker, Duration? At, Duration? Until, string Text, double? Confidence, bool Punctuation);
}
