using System.Net.Mail;
using Recovery.Intake.Mail;
using Recovery.Messages;

namespace Recovery.Tests.Intake.Providers;

public sealed class MailMannersTests
{
    private static readonly MailAddresses s_ours =
        new(new MailAddress("care@harbour-kettles.example"), new MailAddress("answers@mail.harbour-kettles.example"));

    [Fact]
    public void A_persons_mail_may_be_answered()
    {
        var mail = Payload.Postmark("postmark.json");

        Assert.Null(MailManners.AutomaticBecause(mail, s_ours));
    }

    [Fact]
    public void An_absence_notice_is_not_answered_and_staff_read_why()
    {
        var mail = Payload.Postmark("postmark-holiday.json");

        Assert.Equal("its return path is empty, as of reports by mail systems", MailManners.AutomaticBecause(mail, s_ours));
        Assert.Equal("its header Auto-Submitted says auto-replied", MailManners.AutomaticBecause(mail with { ReturnPath = "ada@mail.example", Headers = mail.Headers.RemoveAll(h => h.Name == "Return-Path") }, s_ours));
    }

    [Theory]
    [InlineData("Auto-Submitted", "auto-generated")]
    [InlineData("AUTO-SUBMITTED", " (by a (nested) program) Auto-Replied; owner-email=\"a@b\"")]
    [InlineData("Auto-Submitted", "auto-notified (x)")]
    [InlineData("Auto-Submitted", "yes")]
    [InlineData("Precedence", "bulk")]
    [InlineData("precedence", "Junk")]
    [InlineData("Precedence", "list")]
    [InlineData("Precedence", "auto_reply")]
    [InlineData("Precedence", "auto-reply")]
    [InlineData("List-Id", "News <news.shop.example>")]
    [InlineData("list-unsubscribe", "<mailto:out@shop.example>")]
    [InlineData("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    [InlineData("X-Auto-Response-Suppress", "All")]
    [InlineData("X-Auto-Response-Suppress", "DR, NDR, RN, NRN, OOF, AutoReply")]
    [InlineData("X-Auto-Response-Suppress", "dr;autoreply")]
    [InlineData("X-Autoreply", "yes")]
    [InlineData("X-Autorespond", "")]
    [InlineData("X-Auto-Reply-From", "ada@mail.example")]
    [InlineData("X-Failed-Recipients", "gone@mail.example")]
    [InlineData("X-Loop", "tickets@shop.example")]
    [InlineData("Return-Path", "<>")]
    [InlineData("Sender", "Care <CARE+0ffee@Harbour-Kettles.example>")]
    [InlineData("Content-Type", "Multipart/Report; report-type=disposition-notification")]
    [InlineData("Content-Type", "message/delivery-status")]
    public void A_header_that_speaks_of_a_machine_forbids_an_answer(string name, string value) =>
        Assert.NotNull(MailManners.AutomaticBecause(Mail() with { Headers = [new(name, value)] }, s_ours));

    [Theory]
    [InlineData("Auto-Submitted", "no")]
    [InlineData("Auto-Submitted", "(really) NO; x=auto-replied")]
    [InlineData("Auto-Submitted", "")]
    [InlineData("Precedence", "first-class")]
    [InlineData("X-Auto-Response-Suppress", "DR, NDR, RN, NRN")]
    [InlineData("X-Auto-Response-Suppress", "None")]
    [InlineData("X-Autoreply", "No")]
    [InlineData("Feedback-ID", "1:2:3:mail")]
    [InlineData("Listing", "x")]
    [InlineData("Return-Path", "<ada@mail.example>")]
    [InlineData("Content-Type", "multipart/mixed; boundary=\"multipart/report\"")]
    public void A_header_of_a_persons_mail_does_not(string name, string value) =>
        Assert.Null(MailManners.AutomaticBecause(Mail() with { Headers = [new(name, value)] }, s_ours));

    [Theory]
    [InlineData("care@harbour-kettles.example")]
    [InlineData("Care+anything@HARBOUR-kettles.example")]
    [InlineData("answers@mail.harbour-kettles.example")]
    [InlineData("answers+c0ffee.token@mail.harbour-kettles.example")]
    [InlineData("MAILER-DAEMON@mx.mail.example")]
    [InlineData("postmaster@mail.example")]
    [InlineData("no-reply@shop.example")]
    [InlineData("No.Reply+77@shop.example")]
    [InlineData("donotreply@shop.example")]
    [InlineData("orders-noreply@shop.example")]
    [InlineData("bounces@shop.example")]
    [InlineData("owner-news@shop.example")]
    [InlineData("news-request@shop.example")]
    public void Addresses_of_our_own_and_of_machines_are_not_answered(string from) =>
        Assert.NotNull(MailManners.AutomaticBecause(Mail() with { From = from }, s_ours));

    [Theory]
    [InlineData("ada@harbour-kettles.example")]
    [InlineData("care@mail.example")]
    [InlineData("careful@harbour-kettles.example")]
    [InlineData("norbert.reply@mail.example")]
    [InlineData("bounceback.bob@mail.example")]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("+@+")]
    public void Addresses_of_people_are(string from) => Assert.Null(MailManners.AutomaticBecause(Mail() with { From = from }, s_ours));

    [Fact]
    public void The_null_return_path_forbids_an_answer_and_one_that_nobody_tells_does_not()
    {
        Assert.NotNull(MailManners.AutomaticBecause(Mail() with { ReturnPath = "" }, s_ours));
        Assert.NotNull(MailManners.AutomaticBecause(Mail() with { ReturnPath = "mailer-daemon@mx.example" }, s_ours));
        Assert.NotNull(MailManners.AutomaticBecause(Mail() with { Report = new DeliveryReport(null, "failed", null) }, s_ours));
        Assert.Null(MailManners.AutomaticBecause(Mail() with { ReturnPath = null }, s_ours));
    }

    [Theory]
    [InlineData("Automatic reply: Your complaint")]
    [InlineData("Abwesenheitsnotiz: Ihre Beschwerde")]
    [InlineData("RÉPONSE AUTOMATIQUE : votre plainte")]
    public void An_absence_subject_counts_only_together_with_an_answer_to_a_mail(string subject)
    {
        Assert.Null(MailManners.AutomaticBecause(Mail() with { Subject = subject }, s_ours));
        Assert.NotNull(MailManners.AutomaticBecause(Mail() with { Subject = subject, Answers = ["1-2-email@harbour-kettles.example"] }, s_ours));
        Assert.Null(MailManners.AutomaticBecause(Mail() with { Subject = "Re: " + subject, Answers = ["1-2-email@harbour-kettles.example"] }, s_ours));
    }

    [Fact]
    public void Hostile_values_neither_throw_nor_stand_in_the_sentence()
    {
        foreach (var value in (string[])[new('(', 200_000), "<script>alert(1)</script>", "auto\r\nBcc: a@b", new('x', 100_000), "\"\"\"", "ﬀ\ud800", ";;;;"])
        {
            foreach (var name in (string[])["Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-Loop", "List-" + value, "Sender", "Return-Path", "Content-Type"])
            {
                var why = MailManners.AutomaticBecause(Mail() with { Headers = [new(name, value)] }, s_ours);
                Assert.True(why is null || (why.Length < 150 && why.IndexOfAny(['<', '\r', '\n']) < 0), why);
            }
        }
    }

    private static InboundMail Mail() => new() { MessageId = "1@mail.example", From = "ada@mail.example", Text = "It leaks." };
}
