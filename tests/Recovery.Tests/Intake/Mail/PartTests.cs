using System.Text;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Mail;

public sealed class PartTests
{
    [Fact]
    public void Photos_and_papers_come_with_their_names_and_the_text_once()
    {
        var mail = Received.File("photos-attached");
        Assert.Equal("Hello,\n\nthe kettle arrived broken — again. Photos are attached. I paid £39.\n\nPriya Nair", mail.Text);
        Assert.Equal(
            [("logo.png", "image/png", 70), ("kettle – broken lid.jpg", "image/jpeg", 512), ("re'ceipt.pdf", "application/pdf", 16), ("invitation.ics", "text/calendar; charset=utf-8", 30)],
            mail.Files.Select(f => (f.Name, f.MediaType, f.Content.Length)));
        Assert.Equal(Enumerable.Range(0, 512).Select(i => (byte)i), mail.Files[1].Content.ToArray());
        Assert.Empty(mail.Oddities.ToArray());
    }

    [Fact]
    public void A_page_alone_becomes_readable_text() =>
        Assert.Equal(
            "Dear team,\n\nI am very disappointed. The refund for order 5150 has not come since\u00a0March – nobody answers.\n\nTomás Šimek".Replace('\u00a0', ' '),
            Received.File("html-only").Text.Replace('\u00a0', ' '));

    [Fact]
    public void A_mail_forwarded_as_a_file_without_a_word_says_what_the_file_says()
    {
        var mail = Received.File("forwarded-as-attachment");
        Assert.Equal("Where is my sofa?\n\nI have been waiting for my sofa since August, and you do not even answer.", mail.Text);
        Assert.Equal(("message.eml", "message/rfc822"), (mail.Files.Single().Name, mail.Files.Single().MediaType));
        Assert.Equal(["it has no words of its own; those of the mail attached to it are shown"], mail.Oddities.ToArray());
        Assert.Equal("care@partner.example", mail.From);
    }

    [Fact]
    public void Lines_broken_only_for_the_way_are_joined_and_the_quotation_folded()
    {
        var mail = Received.File("flowed-reply");
        Assert.Equal("Thank you, but that is not what I asked for. I want to know where the second parcel is, not the first.", mail.Text);
        Assert.Contains("> We found your parcel and it is on its way.\n>> Where is it?", mail.Folded, StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_that_the_sender_put_in_are_taken_out_again()
    {
        var mail = Received.Text("From: a@b.example\r\nContent-Type: text/plain; format=Flowed; DelSp=Yes\r\n\r\nDonaudampf \r\nschifffahrt\r\n From here on stuffed\r\n");
        Assert.Equal("Donaudampfschifffahrt\nFrom here on stuffed", mail.Text);
    }

    [Fact]
    public void What_outlook_wrapped_up_is_unwrapped_and_kept()
    {
        var mail = Received.File("winmail");
        Assert.Equal("My invoice is wrong by 20 EUR, see the file.", mail.Text);
        Assert.Equal(["winmail.dat", "invoice.pdf"], mail.Files.Select(f => f.Name));
        Assert.Equal("%PDF-1.4 invoice", Encoding.ASCII.GetString(mail.Files[1].Content.Span));
    }

    [Fact]
    public void A_plain_text_that_says_nothing_does_not_hide_the_page()
    {
        const string Page = "<p>The driver threw my parcel over the fence, and the vase in it is broken. I want it replaced by Friday.</p>";
        var mail = Received.Text($"From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nSee HTML.\r\n--b\r\nContent-Type: text/html\r\n\r\n{Page}\r\n--b--");
        Assert.StartsWith("The driver threw my parcel", mail.Text, StringComparison.Ordinal);
        Assert.Equal(["its plain text says less than its HTML, which is shown"], mail.Oddities.ToArray());
    }

    [Fact]
    public void A_page_that_says_the_same_is_not_shown_twice()
    {
        var mail = Received.Text("From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nWhere is it?\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Where is it?</p>\r\n--b--");
        Assert.Equal("Where is it?", mail.Text);
        Assert.Empty(mail.Files);
    }

    [Fact]
    public void An_empty_plain_text_gives_way_to_the_page()
    {
        var mail = Received.Text("From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n  \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Late</p>\r\n--b--");
        Assert.Equal("Late", mail.Text);
    }

    [Fact]
    public void A_boundary_that_begins_like_another_is_another()
    {
        var mail = Received.Text("""
            From: a@b.example
            Content-Type: multipart/mixed; boundary="b"

            --bb
            not a part
            --b
            Content-Type: multipart/mixed; boundary="b1"

            --b1

            one
            --b1
            --b1x

            two
            --b1--
            --b

            three
            """);
        Assert.Equal("one\n\n--b1x\n\ntwo\n\nthree", mail.Text);
        Assert.Equal(["its last part is not ended: the mail may have been cut"], mail.Oddities.ToArray());
    }

    [Fact]
    public void Parts_are_found_where_their_boundary_is_not_said()
    {
        var mail = Received.Text("From: a@b.example\nContent-Type: multipart/mixed\n\nSee below.\n--xyz\n\nLate\n--xyz--\n");
        Assert.Equal("Late", mail.Text);
        Assert.Equal(["it does not say what parts its parts; it was found out"], mail.Oddities.ToArray());
    }

    [Fact]
    public void Parts_that_are_not_there_lose_no_text()
    {
        var mail = Received.Text("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\nMy parcel is late.\n");
        Assert.Equal("My parcel is late.", mail.Text);
        Assert.Single(mail.Oddities.ToArray());
    }

    [Theory]
    [InlineData("quoted-printable", "a=3Db=\r\nc =  \r\nd  \r\ne=zz=f", "a=bc d\ne=zz=f")]
    [InlineData("Base64", "SGVs\r\n bG8g!d29y\tbGQ", "Hello world")]
    [InlineData("base64", "SGVsbG8=IHdvcmxk", "Hello world")]
    [InlineData("8bit", "a=3D", "a=3D")]
    [InlineData("x-uuencode", "begin 644 a\r\n`\r\nend", "begin 644 a\n`\nend")]
    public void Transfer_encodings_are_taken_off_and_what_is_broken_kept(string encoding, string body, string text) =>
        Assert.Equal(text, Received.Text($"From: a@b.example\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}").Text);

    [Theory]
    [InlineData("filename=\"C:\\\\Users\\\\Ann\\\\receipt.pdf\"", "receipt.pdf")]
    [InlineData("filename=../../../etc/passwd", "passwd")]
    [InlineData("filename*=iso-8859-1'de'Rechnung%20%FCber.pdf; filename=x.pdf", "Rechnung über.pdf")]
    [InlineData("filename=\"=?utf-8?B?w7xiZXIucGRm?=\"", "über.pdf")]
    [InlineData("filename*=utf-8''a%0d%0aX-Evil:%201.pdf", "a  X-Evil: 1.pdf")]
    [InlineData("filename*=utf-8''exe%E2%80%AEfdp.exe", "exefdp.exe")]
    [InlineData("filename*1=b.pdf; filename*0=a; filename*3=never", "ab.pdf")]
    [InlineData("filename=\"...\"", "")]
    [InlineData("filename=\"half", "half")]
    [InlineData("", "")]
    public void Names_of_files_are_only_names(string disposition, string name)
    {
        var mail = Received.Text($"From: a@b.example\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {disposition}\r\n\r\n%PDF");
        Assert.Equal(name, Assert.Single(mail.Files).Name);
    }

    [Fact]
    public void A_text_longer_than_is_shown_is_kept_whole()
    {
        var text = string.Concat(Enumerable.Repeat("The parcel is late again and again. ", 10_000));
        var mail = Received.Text($"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
        Assert.InRange(mail.Text.Length, MailLimits.Text - 1, MailLimits.Text);
        var file = Assert.Single(mail.Files);
        Assert.Equal(("message.txt", "text/plain; charset=utf-8"), (file.Name, file.MediaType));
        Assert.Equal(text, Encoding.UTF8.GetString(file.Content.Span));
        Assert.Single(mail.Oddities.ToArray());
    }

    [Fact]
    public void A_text_between_pictures_is_read_on()
    {
        var mail = Received.Text("""
            From: a@b.example
            Content-Type: multipart/mixed; boundary=b

            --b

            This is the lid:
            --b
            Content-Type: image/png; name=lid.png
            Content-Disposition: inline

            P
            --b

            And this the crack.
            --b
            Content-Type: text/plain; name=notes.txt

            A file.
            --b--
            """);
        Assert.Equal("This is the lid:\n\nAnd this the crack.", mail.Text);
        Assert.Equal(["lid.png", "notes.txt"], mail.Files.Select(f => f.Name));
    }
}
