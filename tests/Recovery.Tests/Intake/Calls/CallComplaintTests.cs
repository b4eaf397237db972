using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake.Calls;

namespace Recovery.Tests.Intake.Calls;

/// <summary>A call becomes a complaint: the customer's words, and the whole call beside them.</summary>
public sealed class CallComplaintTests
{
    private static readonly CallDetails s_details = new()
    {
        CallId = "pbx-20261120-0917",
        From = "+44 161 496 0123",
        Name = "Joan Mills",
        Email = "joan@example.org",
        CustomerId = "C-77",
        OrderReference = "4401-88213",
        StartedAt = Instant.FromUtc(2026, 11, 20, 9, 17),
    };

    [Fact]
    public void The_description_is_what_the_customer_said_and_nothing_else()
    {
        var call = Payload.Read("azure-speech/fridge-two-channels.json", s_details);
        var incoming = CallTranscripts.Complaint(call, s_details);
        Assert.Equal(CaseId.From("phone", "pbx-20261120-0917"), incoming.Case);
        Assert.Equal("open", incoming.Command.Key);
        var complaint = incoming.Complaint;
        Assert.Equal(Channel.Phone, complaint.Channel);
        Assert.StartsWith("Hello. I ordered a fridge", complaint.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("Northwind", complaint.Description, StringComparison.Ordinal);
        Assert.Equal(("Joan Mills", "joan@example.org", "+44 161 496 0123"), (complaint.Name, complaint.Email, complaint.Phone));
        Assert.Equal(("C-77", "4401-88213", "en-GB"), (complaint.CustomerId, complaint.OrderReference, complaint.Language));
        Assert.Null(complaint.OccurredAt);
        Assert.Equal(call.Lines, complaint.Call!.Lines);
        Assert.Equal(s_details.StartedAt, complaint.Call.StartedAt);
        Assert.Null(CallTranscripts.WholeText(call));
    }

    [Fact]
    public void The_same_call_delivered_twice_is_the_same_case_even_without_an_id()
    {
        var (once, twice) = (Payload.Read("azure-fast/bill-speakers.json"), Payload.Read("azure-fast/bill-speakers.json"));
        Assert.Equal(CallTranscripts.Complaint(once, new()).Case, CallTranscripts.Complaint(twice, new()).Case);
        Assert.Equal(CallTranscripts.Complaint(once, new()).Command, CallTranscripts.Complaint(twice, new()).Command);
        Assert.NotEqual(once.CallId, Payload.Read("azure-speech/internet-german.json").CallId);
        Assert.StartsWith("words-", once.CallId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parked_call_that_was_masked_before_is_still_the_same_case()
    {
        var body = Payload.Bytes("twilio/refund-spoken-card.json");
        var details = new CallDetails { CallId = "CA9" };
        var (masked, count) = SpokenNumbers.MaskDocument(body);
        Assert.True(count > 0);
        Assert.Equal(CallTranscripts.Complaint(Payload.Read("twilio", body, details), details).Case, CallTranscripts.Complaint(Payload.Read("twilio", masked.ToArray(), details), details).Case);
        Assert.DoesNotContain("one one", System.Text.Encoding.UTF8.GetString(masked.Span), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_customer_is_whom_the_telephone_system_says_by_label_channel_or_number()
    {
        foreach (var named in new[] { "Channel 1", "channel 1", "1", "ch_1" })
        {
            var call = Payload.Read("azure-speech/fridge-two-channels.json", new CallDetails { CustomerSpeaker = named });
            Assert.Equal(("Channel 1", 1.0), (call.CustomerSpeaker, call.CustomerConfidence));
        }

        Assert.Equal("Channel 0", Payload.Read("azure-speech/fridge-two-channels.json", new CallDetails { CustomerSpeaker = "7" }).CustomerSpeaker);
    }

    [Theory]
    [InlineData("Kundin: Mein Paket fehlt.\nSachbearbeiter: Ich schaue.", "Kundin")]
    [InlineData("Customer service: Hello.\nMs Reed: My parcel is late.", "Ms Reed")]
    [InlineData("Customer: Hello.\nSpeaker 2: Hello.", "Customer")]
    public void Labels_of_either_side_tell_who_the_customer_is(string text, string customer)
    {
        var call = Payload.Read("text", text + "\n" + text);
        Assert.Equal(customer, call.CustomerSpeaker);
        Assert.InRange(call.CustomerConfidence, 0.9, 1);
    }

    [Fact]
    public void When_nothing_tells_who_the_customer_is_all_that_was_said_is_the_description()
    {
        var call = Payload.Read("text", "Speaker 1: The lamp is green.\nSpeaker 2: Yes, it is green.\nSpeaker 1: Good.\nSpeaker 2: Good.");
        Assert.Equal((null, 0.0), (call.CustomerSpeaker, call.CustomerConfidence));
        Assert.Null(call.NeedsListening);
        Assert.Equal("The lamp is green.\nYes, it is green.\nGood.\nGood.", CallTranscripts.Complaint(call, new()).Complaint.Description);
        Assert.Equal("Only the organisation's side is in the transcript.", Payload.Read("text", "Agent: Hello? My order of tea is late.").NeedsListening);
    }

    [Fact]
    public void Words_are_weighed_by_their_number()
    {
        var call = Payload.Read("azure-fast", """{"phrases":[{"speaker":1,"text":"one word of four","confidence":1},{"speaker":2,"text":"single","confidence":0.5}]}""");
        Assert.Equal(0.9, call.WordConfidence);
    }

    [Fact]
    public void Of_a_very_long_call_the_case_keeps_the_beginning_and_a_file_the_whole()
    {
        var text = string.Join('\n', Enumerable.Range(1, 4_000).Select(i => $"[{i / 3600:00}:{i / 60 % 60:00}:{i % 60:00}] {(i % 2 == 0 ? "Agent" : "Caller")}: Sentence {i} about the lamp."));
        var call = Payload.Read("text", text, s_details);
        var complaint = CallTranscripts.Complaint(call, s_details).Complaint;
        Assert.Equal(4_000, call.Lines.Length);
        Assert.InRange(complaint.Call!.Lines.Sum(l => l.Text.Length), CallLimits.Kept - 100, CallLimits.Kept);
        Assert.Equal(4_000, complaint.Call.Lines.Length + complaint.Call.LinesLeftOut);
        Assert.InRange(complaint.Description.Length, 1, CallLimits.Description);
        var whole = CallTranscripts.WholeText(call)!;
        Assert.StartsWith("[00:00:01] Caller (customer): Sentence 1 about", whole, StringComparison.Ordinal);
        Assert.EndsWith("[01:06:40] Agent: Sentence 4000 about the lamp.\n", whole, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_survives_being_stored()
    {
        var call = Payload.Read("acs/hotel-stream.json");
        var json = System.Text.Json.JsonSerializer.Serialize(call, CaseJson.Options);
        var back = System.Text.Json.JsonSerializer.Deserialize<CallTranscript>(json, CaseJson.Options)!;
        Assert.Equal([.. call.Lines], back.Lines.ToArray());
        Assert.Equal(call with { Lines = [] }, back with { Lines = [] });
    }
}
