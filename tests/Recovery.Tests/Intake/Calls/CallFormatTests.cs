using NodaTime;
using Recovery.Intake.Calls;

namespace Recovery.Tests.Intake.Calls;

/// <summary>The same complaint call, however it was written down: who said what and when, and which of them is the customer.</summary>
public sealed class CallFormatTests
{
    [Fact]
    public void Azure_batch_with_a_channel_each_is_put_in_the_order_of_the_call()
    {
        var call = Payload.Read("azure-speech/fridge-two-channels.json");
        Assert.Equal(["Channel 1", "Channel 0", "Channel 1", "Channel 0", "Channel 1", "Channel 0", "Channel 1", "Channel 0"], call.Lines.Select(l => l.Speaker));
        Assert.StartsWith("Hello. I ordered a fridge from you three weeks ago, order 4401-88213,", call.Lines[1].Text, StringComparison.Ordinal);
        Assert.EndsWith("nobody came and nobody called me.", call.Lines[1].Text, StringComparison.Ordinal);
        Assert.Equal(Duration.FromMilliseconds(640), call.Lines[0].At);
        Assert.True(call.Lines[0].Until <= call.Lines[1].At);
        Assert.Equal("Channel 0", call.CustomerSpeaker);
        Assert.InRange(call.CustomerConfidence, 0.7, 0.99);
        Assert.Contains("Channel 0 speaks of trouble", call.CustomerFoundBy, StringComparison.Ordinal);
        Assert.InRange(call.WordConfidence!.Value, 0.85, 0.92);
        Assert.Equal("en-GB", call.Language);
        Assert.Equal(0, call.Masked);
        Assert.Null(call.NeedsListening);
    }

    [Fact]
    public void A_German_call_is_told_apart_by_voices_and_by_German_words()
    {
        var call = Payload.Read("azure-speech/internet-german.json");
        Assert.Equal("Speaker 2", call.CustomerSpeaker);
        Assert.InRange(call.CustomerConfidence, 0.7, 0.99);
        Assert.Equal("de-DE", call.Language);
        Assert.Contains(call.Lines, l => l.Text.Contains("seit zwölf Tagen kein Internet", StringComparison.Ordinal));
        Assert.Contains(call.Lines, l => l.Text.Contains("acht drei drei null vier sieben eins", StringComparison.Ordinal));
        Assert.Equal(0, call.Masked);
    }

    [Fact]
    public void A_call_of_noise_alone_asks_somebody_to_listen()
    {
        var call = Payload.Read("azure-speech/noise-only.json");
        Assert.Empty(call.Lines);
        Assert.Null(call.CustomerSpeaker);
        Assert.Equal("Nothing that was said could be written down.", call.NeedsListening);
        Assert.NotEmpty(CallTranscripts.Complaint(call, new CallDetails()).Complaint.Description);
        Assert.Equal("Nothing that was said could be written down.", Payload.Read("text", "[noise]\n[noise] (music)\n").NeedsListening);
    }

    [Fact]
    public void Azure_fast_has_its_times_in_milliseconds()
    {
        var call = Payload.Read("azure-fast/bill-speakers.json");
        Assert.Equal("Speaker 2", call.CustomerSpeaker);
        Assert.Equal(7, call.Lines.Length);
        Assert.Equal(Duration.FromMilliseconds(640), call.Lines[0].At);
        Assert.Equal(Duration.FromMilliseconds(640 + (13 * 330)), call.Lines[0].Until);
        Assert.Equal("en-GB", call.Language);
    }

    [Theory]
    [InlineData("acs/hotel-stream.json")]
    [InlineData("acs/hotel-flat.json")]
    public void Of_a_transcription_stream_only_final_lines_count(string name)
    {
        var call = Payload.Read(name);
        Assert.Equal(5, call.Lines.Length);
        Assert.All(call.Lines, l => Assert.EndsWith(".", l.Text.Replace('?', '.'), StringComparison.Ordinal));
        Assert.Equal("65c57654-f12c-4975-92a4-21668e61dd98", call.CallId);
        Assert.Equal("4:+447700900123", call.CustomerSpeaker);
        Assert.Equal(0.9, call.CustomerConfidence);
        Assert.True(call.Lines[1].At > call.Lines[0].At);
        Assert.Equal(1, Payload.Read(name, new CallDetails { From = "07700 900123" }).CustomerConfidence);
    }

    [Fact]
    public void Twilio_sentences_name_the_transcript()
    {
        var call = Payload.Read("twilio/refund-spoken-card.json");
        Assert.Equal("GT00000000000000000000000000000001", call.CallId);
        Assert.Equal("Channel 2", call.CustomerSpeaker);
        Assert.Equal(Duration.FromMilliseconds(640), call.Lines[0].At);
    }

    [Fact]
    public void What_was_left_on_a_machine_is_the_callers()
    {
        var call = Payload.Read("twilio/voicemail-callback.txt");
        Assert.Equal("CA00000000000000000000000000000001", call.CallId);
        Assert.Equal(("Caller", 1.0), (call.CustomerSpeaker, call.CustomerConfidence));
        Assert.StartsWith("Hello, this is Joan Mills.", call.Lines.Single().Text, StringComparison.Ordinal);
        Assert.NotNull(Payload.Read("twilio", "TranscriptionSid=TR1&TranscriptionStatus=failed&CallSid=CA1").NeedsListening);
    }

    [Fact]
    public void A_transferred_call_has_three_speakers_and_one_customer()
    {
        var call = Payload.Read("amazon/transfer-three-speakers.json");
        Assert.Equal("call-2026-11-19-0412", call.CallId);
        Assert.Equal(["Speaker 0", "Speaker 1", "Speaker 2"], call.Lines.Select(l => l.Speaker).Distinct().Order());
        Assert.Equal("Speaker 1", call.CustomerSpeaker);
        Assert.InRange(call.CustomerConfidence, 0.7, 0.99);
        Assert.Equal("Somebody has taken money from my account twice and I want it back.", call.Lines[1].Text);
        Assert.Equal("Speaker 0", Payload.Read("amazon/transfer-three-speakers.json", new CallDetails { CustomerSpeaker = "spk_0" }).CustomerSpeaker);
    }

    [Fact]
    public void Amazon_channels_are_put_in_the_order_of_the_call()
    {
        var call = Payload.Read("amazon/parcel-channels.json");
        Assert.Equal(["Channel 0", "Channel 1", "Channel 0", "Channel 1"], call.Lines.Select(l => l.Speaker));
        Assert.Equal("My parcel is damaged. The tracking number is 8830 1245 5512.", call.Lines[1].Text);
        Assert.Equal("Channel 1", call.CustomerSpeaker);
    }

    [Fact]
    public void Call_Analytics_names_the_roles()
    {
        var call = Payload.Read("amazon/parcel-call-analytics.json");
        Assert.Equal(("CUSTOMER", 1.0), (call.CustomerSpeaker, call.CustomerConfidence));
        Assert.Equal("analytics-2026-11-19-77", call.CallId);
        Assert.Equal(0.98, call.WordConfidence);
    }

    [Fact]
    public void WebVTT_voices_keep_their_words_and_lose_their_marks()
    {
        var call = Payload.Read("webvtt/washing-machine.vtt", new CallDetails { Name = "mrs osei" });
        Assert.Equal(["Agent Lena", "Mrs Osei", "Agent Lena", "Mrs Osei", "Agent Lena", "Mrs Osei"], call.Lines.Select(l => l.Speaker));
        Assert.Equal("Thank you for calling Lindal Kitchens. How can I help?", call.Lines[0].Text);
        Assert.Equal("The washing machine that you sold me leaks & the floor is ruined. I have called four times.", call.Lines[1].Text);
        Assert.Equal("Nobody came on Monday either.", call.Lines[3].Text);
        Assert.Equal(Duration.FromMilliseconds(500), call.Lines[0].At);
        Assert.Equal("The label is the customer's name.", Payload.Read("webvtt", Payload.Text("webvtt/washing-machine.vtt").Replace("Agent ", "", StringComparison.Ordinal), new CallDetails { Name = "mrs osei" }).CustomerFoundBy);
        Assert.Equal(("Mrs Osei", 0.95), (call.CustomerSpeaker, call.CustomerConfidence));
    }

    [Fact]
    public void Cues_without_voices_may_have_their_speakers_before_a_colon()
    {
        var call = Payload.Read("webvtt/labels-in-the-text.vtt");
        Assert.Equal(["Support", "Caller", "Support"], call.Lines.Select(l => l.Speaker));
        Assert.Equal("Caller", call.CustomerSpeaker);
    }

    [Fact]
    public void Text_may_have_times_and_labels_and_go_on_over_lines()
    {
        var call = Payload.Read("text/broken-kettle.txt");
        Assert.Equal(["Agent", "Caller", "Agent", "Caller", "Agent"], call.Lines.Select(l => l.Speaker));
        Assert.Equal("The kettle that I bought last month stopped working. It tripped the whole house.", call.Lines[1].Text);
        Assert.Equal(Duration.FromSeconds(6), call.Lines[1].At);
        Assert.Contains("I told the man in the shop: never again.", call.Lines[3].Text, StringComparison.Ordinal);
        Assert.Equal(("Caller", 1.0), (call.CustomerSpeaker, call.CustomerConfidence));
    }

    [Theory]
    [InlineData("Caller (1:02): hello\nAgent (01:00:05): hi", "Caller", 62)]
    [InlineData("[1:02.5 - 1:09] Caller: hello\nAgent: hi", "Caller", 62.5)]
    [InlineData("00:01:02 - Caller: hello", "Caller", 62)]
    public void Times_are_written_in_many_ways(string text, string speaker, double seconds)
    {
        var call = Payload.Read("text", text);
        Assert.Equal(speaker, call.Lines[0].Speaker);
        Assert.Equal(Duration.FromSeconds(seconds), call.Lines[0].At);
        Assert.Equal("hello", call.Lines[0].Text);
    }

    [Fact]
    public void Text_without_speakers_is_kept_and_asks_somebody_to_listen()
    {
        var call = Payload.Read("text/no-speakers.txt");
        Assert.Equal(4, call.Lines.Length);
        Assert.Null(call.CustomerSpeaker);
        Assert.Equal("The transcript does not tell the speakers apart.", call.NeedsListening);
        Assert.Contains("the parcel has not arrived", CallTranscripts.Complaint(call, new CallDetails()).Complaint.Description, StringComparison.Ordinal);
    }
}
