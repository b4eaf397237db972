using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Providers;

public sealed class PostmarkTests
{
    [Fact]
    public void A_reply_is_read_with_its_thread_its_token_and_its_files()
    {
        var mail = Payload.Postmark("postmark.json");

        Assert.Equal("CAF3t9=kettle-4711@mail.example", mail.MessageId);
        Assert.Equal(("ada.brook@mail.example", "Ada Brook"), (mail.From, mail.FromName));
        Assert.Equal(["8d1f6a+c0ffee2026@inbound.postmarkapp.com", "care+c0ffee2026@harbour-kettles.example", "ben@mail.example"], mail.Recipients.AsEnumerable());
        Assert.Equal(["9f2c-3-email@harbour-kettles.example", "9f2c@harbour-kettles.example"], mail.Answers.AsEnumerable());
        Assert.Equal("Re: Your complaint K7-2M9Q", mail.Subject);
        Assert.Equal(Instant.FromUtc(2026, 11, 21, 8, 41, 30), mail.SentAt);
        Assert.Equal("No, it is not fixed. The replacement leaks as well.\n\nAda Brook", mail.Text);
        Assert.StartsWith("On Fri, 20 Nov 2026 at 16:02", mail.Folded, StringComparison.Ordinal);
        Assert.Equal("en-GB", mail.Language);
        Assert.Equal("ada.brook@mail.example", mail.ReturnPath);
        Assert.Empty(mail.Oddities);
        Assert.Collection(mail.Files,
            f => Assert.Equal(("leak.png", "image/png", 70), (f.Name, f.MediaType, f.Content.Length)),
            f => Assert.Equal(("receipt – kopie.txt", "Kettle 49,90 €"), (f.Name, Encoding.UTF8.GetString(f.Content.Span))));
    }

    [Fact]
    public void Our_own_folding_is_used_and_not_Postmarks()
    {
        var mail = Payload.Postmark("postmark.json", p => p["StrippedTextReply"] = "Something else.");

        Assert.StartsWith("No, it is not fixed.", mail.Text, StringComparison.Ordinal);
        Assert.Equal("Only this came.", Payload.Postmark("postmark.json", p => (p["TextBody"], p["HtmlBody"], p["StrippedTextReply"]) = ("", "", "Only this came.")).Text);
    }

    [Fact]
    public void A_mail_without_plain_text_is_read_from_its_HTML()
    {
        var mail = Payload.Postmark("postmark-html-only.json");

        Assert.Equal("Sehr geehrte Damen und Herren,\n\nes fehlt:\n\nKessel | 49,90 €\nDeckel | 5,00 €\n\nAda", mail.Text);
    }

    [Fact]
    public void The_raw_mail_is_read_where_Postmark_sends_it()
    {
        var mail = Payload.Postmark("postmark-raw.json");

        Assert.Equal(("raw-1@mail.example", "Kessel undicht", "Der Kessel ist undicht. Grüße, Ada"), (mail.MessageId, mail.Subject, mail.Text));
        Assert.Contains("8d1f6a+c0ffee2026@inbound.postmarkapp.com", mail.Recipients);
    }

    [Fact]
    public void A_mail_without_a_Message_ID_has_Postmarks_which_is_the_same_when_it_comes_again()
    {
        static void NoId(JsonObject post) => post["Headers"] = new JsonArray();

        Assert.Equal("5b0e7c1e-9a43-4f7c-9d55-2f1f6b0a7c11@inbound.postmarkapp.com", Payload.Postmark("postmark.json", NoId).MessageId);
        Assert.Equal(Payload.Postmark("postmark.json", p => (p["MessageID"], p["Headers"]) = (null, null)).MessageId, Payload.Postmark("postmark.json", p => (p["MessageID"], p["Headers"]) = (null, null)).MessageId);
    }

    [Fact]
    public void Nothing_in_a_field_begins_a_header_a_part_or_an_address_of_its_own()
    {
        var mail = Payload.Postmark("postmark-hostile.json");

        Assert.Equal("hostile-1@mail.example", mail.MessageId);
        Assert.DoesNotContain(mail.Headers, h => h.Name.StartsWith("List-", StringComparison.OrdinalIgnoreCase) || h.Name.Equals("Auto-Submitted", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("everybody@mail.example", mail.Recipients);
        Assert.Equal(("eve@mail.example", null), (mail.From, mail.FromName));
        Assert.DoesNotContain(mail.Headers, h => h.Value.AsSpan().IndexOfAny('\r', '\n') >= 0);
        Assert.Null(mail.Report);
        Assert.StartsWith("--part-1\nContent-Type: message/delivery-status", mail.Text, StringComparison.Ordinal);
        Assert.Equal("****", Encoding.UTF8.GetString(Assert.Single(mail.Files).Content.Span));
        Assert.Contains("a file is not in base64; it is kept as it came", mail.Oddities);
    }

    [Fact]
    public void Of_ten_thousand_recipients_a_few_are_kept_and_staff_read_how_many_there_were()
    {
        var mail = Payload.Postmark("postmark.json", p => p["ToFull"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(i => new JsonObject { ["Email"] = $"p{i}@mail.example" })]));

        Assert.Equal(MailLimits.Recipients, mail.Recipients.Length);
        Assert.Equal("8d1f6a+c0ffee2026@inbound.postmarkapp.com", mail.Recipients[0]);
        Assert.Contains("it names 10,000 recipients in ToFull; 200 are kept", mail.Oddities);
    }

    [Theory]
    [InlineData("Thu, 1 Jan 1970 00:00:00 +0000")]
    [InlineData("Sat, 21 Nov 2126 09:41:30 +0100")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void Dates_that_cannot_be_are_not_believed(string date) => Assert.Null(Payload.Postmark("postmark.json", p => p["Date"] = date).SentAt);

    [Fact]
    public void Long_words_are_kept_whole_in_a_file()
    {
        var words = string.Concat(Enumerable.Repeat("It leaks again. ", 20_000));

        var mail = Payload.Postmark("postmark.json", p => p["TextBody"] = words);

        Assert.InRange(mail.Text.Length, MailLimits.Text - 20, MailLimits.Text);
        Assert.Contains(mail.Files, f => f.Content.Length >= words.TrimEnd().Length && Encoding.UTF8.GetString(f.Content.Span).StartsWith("It leaks", StringComparison.Ordinal));
    }

    [Fact]
    public void Half_a_character_and_a_byte_that_is_none_are_marked_and_the_mail_is_read()
    {
        var json = Payload.Text("Payloads/postmark.json").Replace("No, it is not fixed.", @"No\ud83d, \ud83d\ude00 \\ud83d \u0000it is not fixed.", StringComparison.Ordinal);
        Assert.StartsWith("No\ufffd, 😀 \\ud83d it is not fixed.", ProviderMail.Postmark(Encoding.UTF8.GetBytes(json), Payload.Now).Text, StringComparison.Ordinal);

        Assert.NotNull(ProviderMail.Postmark(Encoding.UTF8.GetBytes("""{"\ud83d":1,"From":"a@mail.example","TextBody":"x"}"""), Payload.Now));

        var bytes = Payload.Bytes("Payloads/postmark.json");
        bytes[bytes.AsSpan().IndexOf("fixed"u8)] = 0xE4;
        Assert.NotEmpty(ProviderMail.Postmark(bytes, Payload.Now).Oddities);
    }

    [Fact]
    public void More_files_than_are_read_is_called_unreadable()
    {
        static JsonObject File(int i) => new() { ["Name"] = $"{i}.txt", ["Content"] = "YQ==", ["ContentType"] = "text/plain" };

        Assert.Equal(MailLimits.Files, Payload.Postmark("postmark.json", p => p["Attachments"] = new JsonArray([.. Enumerable.Range(0, MailLimits.Files).Select(File)])).Files.Length);
        Assert.Throws<UnreadableMailException>(() => Payload.Postmark("postmark.json", p => p["Attachments"] = new JsonArray([.. Enumerable.Range(0, MailLimits.Files + 1).Select(File)])));
    }

    [Theory]
    [InlineData("", "it is no JSON, or was cut off: line 1, byte 1")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("null", "it is not a JSON object")]
    [InlineData("{}", "it has neither From nor FromFull, which every mail of Postmark's has")]
    [InlineData("""{"From":"a@b","TextBody":5}""", "its field TextBody is no text")]
    [InlineData("""{"From":"a@b","Headers":{"Name":"x"}}""", "its field Headers is no list of objects")]
    [InlineData("""{"From":"a@b","Attachments":["x"]}""", "its field Attachments is no list of objects")]
    public void Another_shape_is_named(string json, string reason) =>
        Assert.Equal(reason, Assert.Throws<UnreadableMailException>(() => ProviderMail.Postmark(Encoding.UTF8.GetBytes(json), Payload.Now)).Message);

    [Fact]
    public void A_body_that_was_cut_off_anywhere_is_called_unreadable()
    {
        var whole = Payload.Text("Payloads/postmark.json").TrimEnd();
        for (var length = 0; length < whole.Length; length += 37)
            Assert.Throws<UnreadableMailException>(() => ProviderMail.Postmark(Encoding.UTF8.GetBytes(whole[..length]), Payload.Now));
    }

    [Fact]
    public void A_body_beyond_the_largest_is_not_looked_at() =>
        Assert.Contains("36 MB", Assert.Throws<UnreadableMailException>(() => ProviderMail.Postmark(new byte[MailLimits.Bytes + 1], Payload.Now)).Message, StringComparison.Ordinal);
}
