using System.Net;
using System.Security.Cryptography;
using System.Text;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

public class CallTests
{
    private const string Path = "/api/intake/calls/";
    private const string Card = "4111 1111 1111 1111";

    [Theory]
    [InlineData("azure-speech", "azure-speech/fridge-two-channels.json")]
    [InlineData("azure-fast", "azure-fast/bill-speakers.json")]
    [InlineData("acs", "acs/hotel-stream.json")]
    [InlineData("twilio", "twilio/refund-spoken-card.json")]
    [InlineData("twilio", "twilio/voicemail-callback.txt")]
    [InlineData("amazon", "amazon/parcel-channels.json")]
    [InlineData("webvtt", "webvtt/washing-machine.vtt")]
    [InlineData("text", "text/broken-kettle.txt")]
    public async Task A_call_becomes_a_case_and_sent_again_it_is_the_same_one(string format, string payload)
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();
        var path = $"{Path}{format}?callId=c-1&from=%2B442079460000&name=Ann+Other&email=ann@customer.example&startedAt=2026-11-24T09:00:00Z";

        var told = await service.TellAsync(path, Call(payload));
        var again = await service.TellAsync(path, Call(payload));

        Assert.Equal(("opened", told.ToJsonString()), (told["outcome"]!.ToString(), again.ToJsonString()));
        var subject = await ReviewTests.CaseAsync(site, told);
        Assert.Equal((Channel.Phone, "+442079460000", "ann@customer.example", "c-1"), (subject.Complaint.Channel, subject.Complaint.Phone, subject.Complaint.Email, subject.Complaint.Call!.CallId));
        Assert.NotEmpty(subject.Complaint.Call.Lines);
        Assert.Single((await site.Cases.HistoryAsync(subject.Id, default)).OfType<ComplaintReceived>());
        Assert.Equal("", site.Log.All);
    }

    [Fact]
    public async Task A_card_number_is_stored_nowhere_whether_the_call_is_read_or_parked()
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();
        var words = $"Agent: Your card please.\nCustomer: My card number is {Card}. The kettle is broken again.\n";

        var told = await service.TellAsync($"{Path}text?callId=c-1", Text(words));
        await service.TellAsync($"{Path}text?callId=c-2&startedAt=yesterday", Text(words), 422);
        await service.TellAsync($"{Path}azure-fast?callId=c-3", Text($"{{\"phrases\":[{{\"text\":\"{Card}\"}}"), 422);

        var history = System.Text.Json.JsonSerializer.Serialize(await site.Cases.HistoryAsync((await ReviewTests.CaseAsync(site, told)).Id, default), CaseJson.Options);
        Assert.DoesNotContain(Card, history, StringComparison.Ordinal);
        Assert.Contains("[card number]", history, StringComparison.Ordinal);
        var parked = await site.Parked.ListAsync(null, 10, default);
        Assert.Equal(2, parked.Count);
        foreach (var one in parked)
        {
            Assert.DoesNotContain(Card, one.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(Card, Encoding.UTF8.GetString((await site.Files.FindAsync("parked", one.File!, default))!), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_details_is_named_and_the_call_is_kept()
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();
        using var staff = site.Staff();

        var problem = await service.TellAsync($"{Path}text?from=12&email=nobody&language=english!&startedAt=2099-01-01T00:00:00Z&caller=x", Call("text/broken-kettle.txt"), 422);

        Assert.Equal(["caller", "email", "from", "language", "startedAt"], problem["errors"]!.AsArray().Select(e => e!["field"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(problem["parked"]!.ToString(), (await site.ParkedAsync()).Id);
        using var again = await staff.PostAsync($"/api/parked/{problem["parked"]}/retry", null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        var ancient = await service.TellAsync($"{Path}text?startedAt=1901-01-01T00:00:00Z", Call("text/broken-kettle.txt"), 422);
        Assert.Contains("before 1970", ancient["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azure-speech", "{\"recognizedPhrases\":[{")]
    [InlineData("amazon", "[]")]
    [InlineData("webvtt", "no header")]
    [InlineData("acs", "{}")]
    public async Task What_is_no_transcript_of_its_format_is_told_where_and_kept(string format, string body)
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();

        var problem = await service.TellAsync(Path + format, Text(body), 422);

        Assert.NotEmpty(Assert.Single(problem["errors"]!.AsArray())!["field"]!.ToString());
        var parked = await site.ParkedAsync();
        Assert.Equal((problem["parked"]!.ToString(), $"calls/{format}"), (parked.Id, parked.Source));
        Assert.Equal(body, Encoding.UTF8.GetString((await site.Files.FindAsync("parked", parked.File!, default))!));
    }

    [Fact]
    public async Task A_very_long_call_is_kept_whole_beside_the_case()
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();
        using var staff = site.Staff();
        var words = string.Concat(Enumerable.Range(1, 4_000).Select(n => $"Customer: This is sentence {n}, and it is still broken.\nAgent: I hear you.\n"));

        var told = await service.TellAsync($"{Path}text?callId=long", Text(words + "Customer: That is the very end.\n"));

        var complaint = (await ReviewTests.CaseAsync(site, told)).Complaint;
        Assert.True(complaint.Call!.Lines.Sum(l => l.Text.Length) <= 60_000);
        var file = Assert.Single(complaint.Attachments);
        using var answer = await staff.GetAsync($"/api/cases/{told["caseId"]}/attachments/{file.Sha256}");
        Assert.Contains("That is the very end.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("transcript.txt", answer.Content.Headers.ContentDisposition!.FileName);
    }

    [Fact]
    public async Task Twilio_signs_what_it_posts_once_its_token_is_set()
    {
        const string token = "twilio-auth-token";
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { TwilioAuthToken = token, OpenTo = IntakeOpenness.Everybody });
        using var twilio = site.Customer();
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["CallSid"] = "CA1", ["TranscriptionText"] = "My boiler is broken again.", ["TranscriptionStatus"] = "completed", ["From"] = "+447700900789" };
        var signed = $"{site.Address.AbsoluteUri.TrimEnd('/')}{Path}twilio{string.Concat(fields.Select(f => f.Key + f.Value))}";
#pragma warning disable CA5350 // Twilio's choice.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350

        await twilio.TellAsync($"{Path}twilio", new FormUrlEncodedContent(fields), 401);
        twilio.DefaultRequestHeaders.Add("X-Twilio-Signature", signature);
        await twilio.TellAsync($"{Path}twilio?from=1234567", new FormUrlEncodedContent(fields), 401);
        var told = await twilio.TellAsync($"{Path}twilio", new FormUrlEncodedContent(fields));

        Assert.Equal("CA1", (await ReviewTests.CaseAsync(site, told)).Complaint.Call!.CallId);
        Assert.Empty(await site.Parked.ListAsync(null, 10, default));
    }

    [Fact]
    public async Task Another_format_or_too_much_is_refused()
    {
        await using var site = await ChannelSite.StartAsync();
        using var service = site.Customer();

        Assert.Contains("azure-speech, azure-fast", (await service.TellAsync($"{Path}whisper", Text("x"), 404))["detail"]!.ToString(), StringComparison.Ordinal);
        await service.TellAsync($"{Path}text", new ByteArrayContent(new byte[17 * 1024 * 1024]), 413);
    }

    private static ByteArrayContent Call(string payload) => ChannelSite.Body(
        Payloads.Bytes($"Calls/{payload}"), payload.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : payload.StartsWith("twilio", StringComparison.Ordinal) ? "application/x-www-form-urlencoded" : "text/plain");

    private static ByteArrayContent Text(string text) => ChannelSite.Body(Encoding.UTF8.GetBytes(text), "text/plain");
}
