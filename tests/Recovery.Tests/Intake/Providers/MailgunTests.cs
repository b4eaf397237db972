using NodaTime;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Providers;

public sealed class MailgunTests
{
    [Theory]
    [InlineData("mailgun.txt", 1)]
    [InlineData("mailgun-form.txt", 0)]
    public void A_routed_mail_is_read_with_its_thread_and_our_own_folding(string file, int files)
    {
        var mail = Read(Payload.Form(file));

        Assert.Equal("mg-77@mail.example", mail.MessageId);
        Assert.Equal(("luc@mail.example", "Luc Petit"), (mail.From, mail.FromName));
        Assert.Equal(["care@harbour-kettles.example"], mail.Recipients.AsEnumerable());
        Assert.Equal(["9f2c-3-email@harbour-kettles.example"], mail.Answers.AsEnumerable());
        Assert.Equal("Colis perdu à Lyon", mail.Subject);
        Assert.Equal(Instant.FromUtc(2026, 11, 21, 10, 0), mail.SentAt);
        Assert.Equal("Le colis n'est jamais arrivé.\n\nLuc", mail.Text);
        Assert.EndsWith("> votre colis est en route.", mail.Folded, StringComparison.Ordinal);
        Assert.Equal("luc@mail.example", mail.ReturnPath);
        Assert.Equal(files, mail.Files.Length);
        Assert.All(mail.Files, f => Assert.Equal(("reçu.png", "image/png", 70), (f.Name, f.MediaType, f.Content.Length)));
        Assert.Empty(mail.Oddities);
    }

    [Fact]
    public void The_raw_mail_is_read_and_its_empty_sender_is_the_null_return_path()
    {
        var mail = Read(Payload.Form("mailgun-raw.txt"));

        Assert.Equal(("raw-1@mail.example", "Der Kessel ist undicht. Grüße, Ada", ""), (mail.MessageId, mail.Text, mail.ReturnPath));
    }

    [Fact]
    public void Files_that_stayed_with_Mailgun_are_told_of() =>
        Assert.Contains("1 of its files were not sent; they lie with Mailgun", Read(Payload.Form("mailgun-stored.txt")).Oddities);

    [Fact]
    public void Without_the_whole_text_what_Mailgun_parted_is_used()
    {
        var mail = Read(Payload.Form("mailgun.txt").Without("body-plain").Without("body-html"));

        Assert.Equal(("Le colis n'est jamais arrivé.", "--\nLuc"), (mail.Text, mail.Folded));
    }

    [Theory]
    [InlineData("[[")]
    [InlineData("{}")]
    public void Headers_that_cannot_be_read_are_taken_from_the_fields(string headers)
    {
        var mail = Read(Payload.Form("mailgun.txt").With("message-headers", headers));

        Assert.Equal("mg-77@mail.example", mail.MessageId);
        Assert.Equal(Instant.FromUtc(2026, 11, 21, 10, 0), mail.SentAt);
    }

    [Fact]
    public void Headers_of_another_shape_are_left_out_one_by_one()
    {
        var mail = Read(Payload.Form("mailgun.txt").With("message-headers", """[["Message-Id","<a@b>"],["x"],[1,2],"y",["A\r\nList-Id","z"],["X-A","b\r\nList-Id: c"]]"""));

        Assert.Equal("a@b", mail.MessageId);
        Assert.DoesNotContain(mail.Headers, h => h.Name.Equals("List-Id", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("a header in message-headers is no pair of texts", mail.Oddities);
        Assert.Contains("a header whose name is none was left out", mail.Oddities);
    }

    [Fact]
    public void A_post_of_another_shape_is_named() =>
        Assert.StartsWith("it has none of the fields body-mime, body-plain", Assert.Throws<UnreadableMailException>(() => Read([new("from", null, null, "a@b"u8.ToArray())])).Message, StringComparison.Ordinal);

    private static InboundMail Read(IReadOnlyList<MailFormPart> form) => ProviderMail.Mailgun(form, Payload.Now);
}
