namespace Recovery.Intake.Calls;

/// <summary>Azure AI Speech, fast transcription: the answer of <c>transcriptions:transcribe</c> (2024-11-15 and later).</summary>
internal static class AzureFast
{
    public static ReadCall Read(JsonPlace root)
    {
        var phrases = new List<SpokenPhrase>();
        var speakers = new AzureSpeakers();
        string? language = null;
        foreach (var phrase in root.Member("phrases").Items())
        {
            // The libraries write offsetInMs and durationInMs where the wire has the long names.
            var at = phrase.FindAny("offsetMilliseconds", "offsetInMs")?.Milliseconds();
            var length = phrase.FindAny("durationMilliseconds", "durationInMs")?.Milliseconds();
            language ??= phrase.Find("locale")?.Text();
            phrases.Add(new(speakers.Of(phrase), at, at + length, phrase.Member("text").Text(), phrase.Find("confidence")?.Confidence()));
        }

        return new ReadCall(speakers.Named(phrases)) { Language = language };
    }
}
