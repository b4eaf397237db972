using System.Text;
using Recovery.Intake.Calls;

namespace Recovery.Tests.Intake.Calls;

/// <summary>What is no transcript is refused with the place and the reason, and with nothing that was said.</summary>
public sealed class BadTranscriptTests
{
    [Theory]
    [InlineData("azure-speech", "", "$: is no JSON that can be read: line 1, byte 1")]
    [InlineData("azure-speech", "[]", "$: must be an object")]
    [InlineData("azure-speech", "{}", "$.recognizedPhrases: is missing")]
    [InlineData("azure-speech", """{"recognizedPhrases":{}}""", "$.recognizedPhrases: must be a list")]
    [InlineData("azure-speech", """{"recognizedPhrases":[{"nBest":[{"display":"a"}]},{"channel":"x","nBest":[{"display":"b"}]}]}""", "$.recognizedPhrases[1].channel: must be a whole number")]
    [InlineData("azure-speech", """{"recognizedPhrases":[{"nBest":[{"display":"a","confidence":1.5}]}]}""", "$.recognizedPhrases[0].nBest[0].confidence: must be from 0 to 1")]
    [InlineData("azure-speech", """{"recognizedPhrases":[{"nBest":[{"confidence":1}]}]}""", "$.recognizedPhrases[0].nBest[0]: has no text: display, itn, maskedITN and lexical are missing")]
    [InlineData("azure-speech", """{"recognizedPhrases":[{"offset":"soon","nBest":[{"display":"a"}]}]}""", "$.recognizedPhrases[0].offset: must be a duration such as PT1M4.5S (ISO 8601)")]
    [InlineData("azure-speech", """{"recognizedPhrases":[{"offset":"PT-4S","nBest":[{"display":"a"}]}]}""", "$.recognizedPhrases[0].offset: must not be before the call begins")]
    [InlineData("azure-speech", """{"recognizedPhrases":[{"offset":"P9999999999D","nBest":[{"display":"a"}]}]}""", "$.recognizedPhrases[0].offset: ")]
    [InlineData("azure-fast", """{"phrases":[{"text":"a","offsetMilliseconds":-1}]}""", "$.phrases[0].offsetMilliseconds: must not be before the call begins")]
    [InlineData("azure-fast", """{"phrases":[{"text":"a","offsetMilliseconds":1e99}]}""", "$.phrases[0].offsetMilliseconds: is longer than any call")]
    [InlineData("azure-fast", """{"phrases":[{"text":"a","confidence":"NaN"}]}""", "$.phrases[0].confidence: must be a finite number")]
    [InlineData("azure-fast", """{"phrases":[{"text":7}]}""", "$.phrases[0].text: must be a string")]
    [InlineData("azure-fast", """{"phrases":[{"text":"\ud800"}]}""", "$.phrases[0].text: has half a character in it (a \\u escape without its other half)")]
    [InlineData("acs", "{}", "$: must be a list")]
    [InlineData("acs", """[{"kind":"TranscriptionData","transcriptionData":{"resultStatus":"Final"}}]""", "$[0].transcriptionData.text: is missing")]
    [InlineData("acs", """[{"a":1}]""", "$[0]: is no packet of a transcription: kind is missing")]
    [InlineData("acs", "[7]", "$[0]: must be an object")]
    [InlineData("twilio", """{"sentences":[{"transcript":"a","start_time":3,"end_time":"2"}]}""", "$.sentences[0].end_time: is before the start_time")]
    [InlineData("twilio", """{"sentences":[{"transcript":"a","start_time":"Infinity"}]}""", "$.sentences[0].start_time: must be a finite number")]
    [InlineData("twilio", "hello=1", "$: is neither JSON with sentences nor a form with TranscriptionText")]
    [InlineData("amazon", """{"results":{"items":[{"type":"pronunciation","start_time":"4,5","end_time":"5","alternatives":[]}]}}""", "$.results.items[0].start_time: must be a number")]
    [InlineData("amazon", """{"results":{"items":[{"type":"pronunciation","start_time":"5","end_time":"4","alternatives":[]}]}}""", "$.results.items[0].end_time: is before the time at which it begins")]
    [InlineData("amazon", """{"results":{"items":[{"type":"pronunciation","start_time":"5","end_time":"NaN","alternatives":[]}]}}""", "$.results.items[0].end_time: must be a finite number")]
    [InlineData("amazon", """{"Transcript":[{"BeginOffsetMillis":5,"EndOffsetMillis":4,"Content":"a"}]}""", "$.Transcript[0].EndOffsetMillis: is before the time at which it begins")]
    [InlineData("webvtt", "WEBVTTX\n\n", "line 1: must begin with WEBVTT")]
    [InlineData("webvtt", "WEBVTT\n\n00:02.000 --> 00:01.000\na", "line 3: ends before it begins")]
    [InlineData("webvtt", "WEBVTT\n\n00:61.000 --> 01:01.000\na", "line 3: has a start that is no time such as 00:01:02.500")]
    [InlineData("webvtt", "WEBVTT\n\n00:01.000 --> -00:01.000\na", "line 3: has an end that is no time such as 00:01:02.500")]
    [InlineData("webvtt", "WEBVTT\n\nlast cue", "line 3: is no cue: the line with its times is missing")]
    [InlineData("text", "a\0b", "$: is no text: it has zero bytes in it")]
    public void It_says_where_and_why(string format, string body, string fault) =>
        Assert.StartsWith(fault, Payload.Fault(format, body), StringComparison.Ordinal);

    [Theory]
    [InlineData("azure-speech/fridge-two-channels.json")]
    [InlineData("azure-fast/bill-speakers.json")]
    [InlineData("acs/hotel-stream.json")]
    [InlineData("twilio/refund-spoken-card.json")]
    [InlineData("amazon/parcel-channels.json")]
    public void A_document_that_breaks_off_is_refused_and_quotes_nothing(string name)
    {
        var body = Payload.Text(name);
        var fault = Payload.Fault(name.Split('/')[0], body[..(body.Length / 2)]);
        Assert.StartsWith("$: is no JSON that can be read: line ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_members_are_passed_over()
    {
        var call = Payload.Read("azure-fast", """{"new":{"a":[1]},"phrases":[{"text":"hello","nope":null,"speaker":null,"words":7}]}""");
        Assert.Equal("hello", call.Lines.Single().Text);
    }

    [Fact]
    public void What_is_too_much_is_refused()
    {
        Assert.Contains("are read", Payload.Fault("text", new string('a', CallLimits.Bytes + 1)), StringComparison.Ordinal);
        Assert.Contains("20,000", Payload.Fault("text", string.Concat(Enumerable.Repeat("a\n", CallLimits.Lines + 1))), StringComparison.Ordinal);
        Assert.Contains("20,000", Payload.Fault("azure-fast", $$"""{"phrases":[{{string.Join(',', Enumerable.Repeat("{\"text\":\"a\"}", CallLimits.Lines + 1))}}]}"""), StringComparison.Ordinal);
        Assert.StartsWith("$: is no JSON", Payload.Fault("azure-fast", new string('[', 100_000)), StringComparison.Ordinal);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("four one ")]
    [InlineData("4111 1111 1111 1111 security code 123 ")]
    [InlineData("card number pin password is ")]
    [InlineData("DE89 ")]
    [InlineData("<v a>[(")]
    [InlineData("9")]
    public async Task A_great_deal_of_the_same_is_read_to_its_end(string said)
    {
        var text = new StringBuilder();
        while (text.Length < 400_000)
            text.Append(said);
        await Task.Run(() =>
        {
            _ = SpokenNumbers.Mask(text.ToString());
            _ = Payload.Read("text", $"Caller: {text}");
            var cue = Record.Exception(() => Payload.Read("webvtt", $"WEBVTT\n\n00:00.000 --> 00:01.000\n{text}"));
            Assert.True(cue is null or UnreadableTranscriptException, cue?.ToString());
        });
    }

    [Fact(Timeout = 180_000)]
    public async Task Twenty_thousand_speakers_are_nobody_in_particular()
    {
        var text = string.Join('\n', Enumerable.Range(0, CallLimits.Lines).Select(i => $"[00:01] Speaker{i}: four one one one"));
        Assert.Equal("The transcript does not tell the speakers apart.", (await Task.Run(() => Payload.Read("text", text))).NeedsListening);
    }
}
