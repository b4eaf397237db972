using NodaTime;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Providers;

public sealed class SendGridTests
{
    [Fact]
    public void Each_field_is_read_in_its_own_charset()
    {
        var mail = Read(Payload.Form("sendgrid.txt"));

        Assert.Equal("Der Kessel kommt zu spät. Ich möchte mein Geld zurück.", mail.Text);
        Assert.Equal("--\nJörg Müller\nTel. 030 5550100", mail.Folded);
        Assert.Equal(("joerg@mail.example", "Jörg Müller"), (mail.From, mail.FromName));
        Assert.Equal("Kessel kommt zu spät", mail.Subject);
        Assert.Equal("sg-1001@mail.example", mail.MessageId);
        Assert.Equal(Instant.FromUtc(2026, 11, 21, 10, 12, 40), mail.SentAt);
        Assert.Equal(["care+c0ffee2026@parse.harbour-kettles.example", "care@harbour-kettles.example", "aenne@mail.example"], mail.Recipients.AsEnumerable());
        Assert.Equal("joerg@mail.example", mail.ReturnPath);
        var file = Assert.Single(mail.Files);
        Assert.Equal(("Küche.png", "image/png", 70), (file.Name, file.MediaType, file.Content.Length));
        Assert.Empty(mail.Oddities);
    }

    [Theory]
    [InlineData("""{"text":"utf-8"}""")]
    [InlineData("""{"text":"x-klingon"}""")]
    public void A_wrong_charset_costs_no_letter_and_staff_are_told(string charsets)
    {
        var mail = Read(Payload.Form("sendgrid.txt").With("charsets", charsets));

        Assert.Equal("Der Kessel kommt zu spät. Ich möchte mein Geld zurück.", mail.Text);
        Assert.Contains(mail.Oddities, o => o.StartsWith("in text, the charset", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("charsets")]
    [InlineData("envelope")]
    [InlineData("attachment-info")]
    public void Broken_JSON_beside_the_mail_costs_only_what_it_says(string field)
    {
        foreach (var junk in (string[])["{", "[]", "5", "{\"text\":5,\"to\":5,\"from\":[],\"attachment1\":7}"])
            Assert.StartsWith("Der Kessel kommt zu spät.", Read(Payload.Form("sendgrid.txt").With(field, junk)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_raw_mail_is_read_where_SendGrid_sends_it()
    {
        var mail = Read(Payload.Form("sendgrid-raw.txt"));

        Assert.Equal(("raw-1@mail.example", "Der Kessel ist undicht. Grüße, Ada"), (mail.MessageId, mail.Text));
        Assert.Equal("care@parse.harbour-kettles.example", mail.Recipients[0]);
    }

    [Fact]
    public void A_delivery_report_is_known_by_its_parts()
    {
        var mail = Read(Payload.Form("sendgrid-bounce.txt"));

        Assert.Equal(new DeliveryReport("9f2c-3-email@harbour-kettles.example", "failed", "5.1.1"), mail.Report);
        Assert.Equal("", mail.ReturnPath);
    }

    [Fact]
    public void Headers_that_say_more_than_once_do_not_win_over_what_SendGrid_read()
    {
        var mail = Read(Payload.Form("sendgrid.txt").With("headers", "From: ceo@harbour-kettles.example\r\nFrom: eve@mail.example\r\nSubject: other\r\nMessage-ID: <x@y>\r\n"));

        Assert.Equal(("joerg@mail.example", "Kessel kommt zu spät", "x@y"), (mail.From, mail.Subject, mail.MessageId));
    }

    [Fact]
    public void Ten_thousand_recipients_in_a_field_and_huge_headers_are_read_in_part()
    {
        var to = string.Join(", ", Enumerable.Range(0, 10_000).Select(i => $"person-{i}@mail.example"));
        var headers = "Message-ID: <x@y>\r\n" + string.Concat(Enumerable.Repeat($"X-Long: {new string('x', 900)}\r\n", 200));

        var mail = Read(Payload.Form("sendgrid.txt").With("to", to).With("headers", headers));

        Assert.Equal(MailLimits.Recipients, mail.Recipients.Length);
        Assert.Contains("its header To is longer than is read; its beginning was", mail.Oddities);
        Assert.Equal("x@y", mail.MessageId);
    }

    [Fact]
    public void A_post_of_another_shape_is_named()
    {
        Assert.Equal("it has none of the fields email, headers and from, which a mail of SendGrid's has", Assert.Throws<UnreadableMailException>(() => Read([])).Message);
        Assert.Throws<UnreadableMailException>(() => Read(Payload.Form("sendgrid-raw.txt").With("email", "")));
        Assert.Throws<UnreadableMailException>(() => Read([new("text", null, null, new byte[MailLimits.Bytes + 1])]));
    }

    [Fact]
    public void A_post_cut_off_anywhere_is_read_or_called_unreadable()
    {
        var whole = Payload.Bytes("Payloads/sendgrid.txt");
        for (var length = 0; length < whole.Length; length += 53)
        {
            try
            {
                Assert.NotNull(Read(Fuzzing.FormPosts.Read(whole.AsMemory(0, length))).MessageId);
            }
            catch (UnreadableMailException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void The_same_post_again_is_the_same_mail_even_without_a_Message_ID()
    {
        var first = Read(Payload.Form("sendgrid.txt").Without("headers"));

        Assert.StartsWith("none-", first.MessageId, StringComparison.Ordinal);
        Assert.Equal(first.MessageId, Read(Payload.Form("sendgrid.txt").Without("headers")).MessageId);
        Assert.NotEqual(first.MessageId, Read(Payload.Form("sendgrid.txt").Without("headers").With("text", "Other words")).MessageId);
    }

    private static InboundMail Read(IReadOnlyList<MailFormPart> form) => ProviderMail.SendGrid(form, Payload.Now);
}
