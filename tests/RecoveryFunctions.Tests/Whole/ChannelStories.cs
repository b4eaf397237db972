using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Recovery.Local.Tests.EndToEnd;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Mail;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>Customers who write, call and post, through the whole app on Azurite: over HTTP as providers post, and by the queues.</summary>
[Collection(AzuriteTests.Name)]
public sealed class ChannelStories : AppOnAzurite
{
    private const string Ada = "ada.brook@mail.example";
    private const string Key = "key-of-the-intake-of-these-tests";
    private const string Card = "4111 1111 1111 1111";

    protected override string[] Settings => [$"Recovery:Intake:Key={Key}", "Recovery:Mail:ReplyTo=answers@shop.example"];

    private Api Programs => App.Program(Key);

    private Api Staff => App.Staff("tom-bellamy");

    [Fact]
    public async Task A_mail_is_answered_once_and_whatever_answers_that_finds_its_case()
    {
        var file = string.Concat(Enumerable.Range(0, 70_000).Select(n => n.ToString("D10", CultureInfo.InvariantCulture)));
        (await App.Anybody().PostAsync("/api/intake/email/postmark", Postmark("m-1", "The kettle leaks."))).IsProblem(401);
        var told = (await Programs.PostAsync("/api/intake/email/postmark", Postmark("m-1", "The kettle leaks.", file: file))).Is(200);
        Assert.Equal(told.Body, (await Programs.PostAsync("/api/intake/email/postmark", Postmark("m-1", "The kettle leaks.", file: file))).Is(200).Body);
        Assert.Equal("opened", told["outcome"].GetString());
        var id = told["caseId"].GetString()!;
        await App.SettleAsync();

        var acknowledgement = Assert.Single(Mail.Delivered, m => m.To.Contains(Ada));
        Assert.StartsWith("We have your complaint", acknowledgement.Subject, StringComparison.Ordinal);
        var sentAs = acknowledgement.Json.GetProperty("headers").GetProperty("Message-ID").GetString()!;
        var answers = acknowledgement.Json.GetProperty("replyTo")[0].GetProperty("address").GetString()!;
        var before = await Staff.CaseAsync(id);

        // Away until Monday: it moves nothing.
        await JoinsAsync(Postmark("m-2", "I am away.", headers: [("In-Reply-To", sentAs), ("Auto-Submitted", "auto-replied")]));
        var away = await Staff.CaseAsync(id);
        Assert.Equal((1, 0, before.GetProperty("promises").ToString()), (away.Count("automatic-reply"), away.Count("customer-wrote"), away.GetProperty("promises").ToString()));

        // By its headers, by its address alone, and by the queue, which gives it twice.
        await JoinsAsync(Postmark("m-3", "It still leaks.", headers: [("In-Reply-To", sentAs)]));
        await JoinsAsync(Postmark("m-4", "And it hums.", to: answers));
        var queued = JsonSerializer.Serialize(new { messageId = "<m-5@mail.example>", to = "care@shop.example", from = Ada, subject = "Re: kettle", text = "Well?", inReplyTo = sentAs });
        await App.Queue(QueueNames.Emails).SendMessageAsync(queued);
        await App.Queue(QueueNames.Emails).SendMessageAsync(queued);
        await App.SettleAsync();
        Assert.Equal(3, (await Staff.CaseAsync(id)).Count("customer-wrote"));

        var bounced = (await Programs.PostAsync("/api/intake/email/mime", Bounce(sentAs))).Is(200);
        Assert.Equal(("reported", id), (bounced["outcome"].GetString(), bounced["caseId"].GetString()));
        await App.SettleAsync();
        var subject = await Staff.CaseAsync(id);
        Assert.Equal(1, subject.Count("message-undelivered"));
        Assert.Single(await Staff.AllCasesAsync());
        Assert.Single(Mail.Delivered, m => m.To.Contains(Ada));
        var kept = (await Staff.GetAsync($"/api/cases/{id}/attachments/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)))}")).Is(200);
        Assert.Equal(file, kept.Body);

        async Task JoinsAsync(HttpContent mail)
        {
            var joined = (await Programs.PostAsync("/api/intake/email/postmark", mail)).Is(200);
            Assert.Equal(("joined", id), (joined["outcome"].GetString(), joined["caseId"].GetString()));
            await App.SettleAsync();
        }
    }

    [Fact]
    public async Task A_call_over_HTTP_and_one_by_the_queue_are_masked_understood_and_answered()
    {
        const string words = $"Agent: How may I help?\nCustomer: The tent came torn, and nobody answers. My card is {Card}.\nAgent: I am sorry.\n";
        var told = (await Programs.PostAsync("/api/intake/calls/text?callId=c-1&email=ann@customer.example&from=%2B442079460000", new StringContent(words))).Is(200);
        var queued = JsonSerializer.Serialize(new { callId = "c-2", email = "bob@customer.example", transcript = words });
        await App.Queue(QueueNames.Calls).SendMessageAsync(queued);
        await App.Queue(QueueNames.Calls).SendMessageAsync(queued);
        await App.Queue(QueueNames.Calls).SendMessageAsync("""{"callId":"c-3"}""");
        await App.SettleAsync();

        Assert.Equal(2, (await Staff.AllCasesAsync()).Count);
        var subject = await Staff.CaseAsync(told["caseId"].GetString()!);
        Assert.Contains("The tent came torn", subject.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Card, subject.ToString(), StringComparison.Ordinal);
        foreach (var address in (string[])["ann@customer.example", "bob@customer.example"])
            Assert.Contains("The tent came torn", Assert.Single(Mail.Delivered, m => m.To.Contains(address)).Json.ToString(), StringComparison.Ordinal);
        Assert.Contains("transcript: is missing", (await Staff.GetAsync("/api/parked")).Is(200).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_is_kept_as_it_was_and_as_it_became_and_its_author_comes_forward_in_private()
    {
        object Review(string text, int rating) => new { source = "trustpilot", reviewId = "r-1", author = "tired_of_rain", rating, text };
        var first = (await Programs.PostAsync("/api/intake/reviews", JsonContent.Create(Review("Never again.", 1)))).Is(202);
        var changed = (await Programs.PostAsync("/api/intake/reviews", JsonContent.Create(Review("They called me.", 4)))).Is(202);
        Assert.Equal(("opened", "changed"), (first["outcome"].GetString(), changed["outcome"].GetString()));

        using var author = App.Customer();
        var path = new Uri(first["publicReply"].GetProperty("privateLink").GetString()!).AbsolutePath;
        var page = (await author.OpenAsync(path)).Is(200);
        Assert.DoesNotContain("Never again", page.Text, StringComparison.Ordinal);
        var status = (await author.SendAsync(page, path, ("text", "Order 4711 never came."), ("email", Ada))).Is(200);
        Assert.StartsWith("/status/", status.Address.AbsolutePath, StringComparison.Ordinal);
        await App.SettleAsync();

        var subject = await Staff.CaseAsync(first["caseId"].GetString()!);
        Assert.Equal((1, 1, 1), (subject.Count("review-changed"), subject.Count("public-reply-drafted"), subject.Count("customer-came-forward")));
    }

    [Fact]
    public async Task Each_customer_whom_a_failure_hit_is_told_once_though_the_work_dies_and_messages_come_twice()
    {
        const int many = 120;
        // Later than a turn waits: nothing here hangs on what becomes of a message.
        Mail.Answers = _ => new Accept(RetryAfter: 60);
        var list = "email,orderReference\n" + string.Concat(Enumerable.Range(1, many).Select(n => $"c{n}@customer.example,{n}\n"));
        var report = new { what = "some orders were charged twice", happenedAt = "2026-11-22T09:00:00Z", message = "The second payment goes back to you on Monday.", customersCsv = list };
        var begun = (await Staff.PostAsync("/api/incidents", JsonContent.Create(report))).Is(202);
        var queue = App.Queue(QueueNames.Jobs);
        var pieces = (await queue.PeekMessagesAsync(32)).Value.Select(m => m.Body.ToString()).ToList();
        Assert.Equal(2, pieces.Count);

        // The first go dies with its process, in the middle of whichever piece comes first; the queue gives the message again, and another one twice.
        App.TableCalls.CutNext(after: 60);
        await App.FirstOfAsync(QueueNames.Jobs);
        Assert.Contains(App.Failures, f => f.Function == "ProcessIntakeJob");
        App.Failures.Clear();
        App.TableCalls.CutNext(after: null);
        await App.KillAsync();
        await queue.SendMessageAsync(pieces[^1]);
        await App.SettleAsync();

        var told = Mail.Delivered.SelectMany(m => m.To).Where(t => t.EndsWith("@customer.example", StringComparison.Ordinal)).ToList();
        Assert.Equal((many, many), (told.Count, told.Distinct().Count()));
        var progress = (await Staff.GetAsync(begun["url"].GetString()!)).Is(200);
        Assert.Equal((many, many, 0, true), (progress["affected"].GetInt32(), progress["opened"].GetInt32(), progress["waiting"].GetInt32(), progress["done"].GetBoolean()));
        Clock.Now += Duration.FromMinutes(20);
        await App.FireAsync("ResumeIntakeJobs");
        Assert.Empty((await queue.PeekMessagesAsync()).Value);

        // One of them writes: it is that case, not another.
        var wrote = (await Programs.PostAsync("/api/intake/email/postmark", Postmark("m-1", "I was charged twice!", from: "c7@customer.example"))).Is(200);
        Assert.Equal("joined", wrote["outcome"].GetString());
    }

    [Fact]
    public async Task A_list_is_opened_by_the_queue_and_what_was_parked_opens_its_case_once_it_can_be_read()
    {
        const string csv = "id,description,email\n1,The tent is torn.,ana@customer.example\n2,The stove leaks.,nobody\n3,The lamp is dark.,ben@customer.example\n";
        var begun = (await Staff.PostAsync("/api/imports", new StringContent(csv, Encoding.UTF8, "text/csv"))).Is(202);
        await App.SettleAsync();
        var done = (await Staff.GetAsync(begun["url"].GetString()!)).Is(200);
        Assert.Equal((2, 1, true), (done["opened"].GetInt32(), done["refusedRows"].GetInt32(), done["done"].GetBoolean()));

        var broken = (await Programs.PostAsync("/api/intake/email/postmark", new StringContent("{\"From\":", Encoding.UTF8, "application/json"))).Is(200);
        Assert.Equal("parked", broken["outcome"].GetString());
        (await Staff.PostAsync($"/api/parked/{broken["parked"].GetString()}/retry", null)).IsProblem(422, reason: "still cannot be taken");
        // By the queue it came while nobody could encode it.
        var mail = JsonSerializer.Serialize(new { messageId = "<m-9@mail.example>", to = "care@shop.example", from = Ada, subject = "Kettle", text = "It leaks." });
        await new Azure.Storage.Queues.QueueClient(Azurite.ConnectionString, QueueNames.Emails).SendMessageAsync(mail);
        await App.SettleAsync();
        await App.FireAsync("SalvagePoison");
        var parked = (await Staff.GetAsync("/api/parked")).Is(200)["parked"].EnumerateArray().Single(p => p.Text("source") == QueueNames.Emails);
        (await Staff.PostAsync($"/api/parked/{parked.Text("id")}/retry", null)).Is(204);
        await App.SettleAsync();

        Assert.Equal(3, (await Staff.AllCasesAsync()).Count);
        Assert.Single(Mail.Delivered, m => m.To.Contains(Ada));
    }

    /// <summary>In the shape that Postmark documents for its inbound webhook.</summary>
    private static StringContent Postmark(
        string id, string text, string from = Ada, string to = "care@shop.example", string? file = null, params (string Name, string Value)[] headers)
    {
        var post = new
        {
            From = from,
            FromFull = new { Email = from, Name = "Ada Brook", MailboxHash = "" },
            ToFull = new[] { new { Email = to, Name = "", MailboxHash = "" } },
            OriginalRecipient = to,
            Subject = "My kettle",
            MessageID = "5b0e7c1e-9a43-4f7c-9d55-2f1f6b0a7c11",
            Date = "Mon, 23 Nov 2026 09:41:30 +0000",
            TextBody = text,
            Headers = headers.Prepend(("Message-ID", $"<{id}@mail.example>")).Select(h => new { Name = h.Item1, Value = h.Item2 }),
            Attachments = file is null ? [] : new[] { new { Name = "log.txt", Content = Convert.ToBase64String(Encoding.UTF8.GetBytes(file)), ContentType = "text/plain" } },
        };
        return new StringContent(JsonSerializer.Serialize(post), Encoding.UTF8, "application/json");
    }

    /// <summary>A delivery report as RFC 3464 has it.</summary>
    private static StringContent Bounce(string messageId)
    {
        var mail = $"""
            Return-Path: <>
            From: MAILER-DAEMON@mx.mail.example
            To: care@shop.example
            Message-ID: <report-1@mx.mail.example>
            Subject: Undeliverable
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: text/plain

            Your message could not be delivered.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.mail.example

            Final-Recipient: rfc822; {Ada}
            Action: failed
            Status: 5.1.1

            --b
            Content-Type: text/rfc822-headers

            Message-ID: {messageId}

            --b--
            """;
        return new StringContent(mail.ReplaceLineEndings("\r\n"), Encoding.UTF8, "message/rfc822");
    }
}
