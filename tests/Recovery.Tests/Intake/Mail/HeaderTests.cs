using System.Text;
using NodaTime;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Mail;

public sealed class HeaderTests
{
    [Fact]
    public void A_mail_from_a_mailbox_with_every_fault_is_still_read()
    {
        var mail = Received.File("out-of-shape");
        Assert.Equal("ann@example.net", mail.From);
        Assert.Equal("Ann Müller", mail.FromName);
        Assert.Equal(["first@shop.example", "second@shop.example", "third@shop.example"], mail.Recipients.ToArray());
        Assert.StartsWith("none-", mail.MessageId, StringComparison.Ordinal);
        Assert.Equal(Instant.FromUtc(2026, 11, 20, 14, 14), mail.SentAt);
        Assert.Equal("No parcel for the third time\n\nI am waiting at home and nobody rings.", mail.Text);
        Assert.Equal(["no blank line parts its headers from its text", "it has the header From more than once"], mail.Oddities.ToArray());
    }

    [Fact]
    public void A_line_end_inside_a_word_begins_no_header()
    {
        var mail = Received.File("out-of-shape");
        // The euro sign of the second word ends in the third.
        Assert.Equal("Late again  Bcc: everybody@example.net€€40", mail.Subject);
        Assert.Empty(mail.Header("Bcc"));
        Assert.All(mail.Headers, h => Assert.DoesNotContain(h.Value, char.IsControl));
    }

    [Theory]
    [InlineData("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße")]
    [InlineData("=?UTF-8?b?R3LDvMOfZQ?=", "Grüße")]
    [InlineData("Re: =?utf-8*de?Q?Gr=C3=BC?= =?utf-8?B?w59l?= aus Wien", "Re: Grüße aus Wien")]
    [InlineData("=?iso-8859-1?Q?a?= =?utf-8?Q?b?= c", "ab c")]
    [InlineData("=?utf-8?Q?half", "=?utf-8?Q?half")]
    [InlineData("=?utf-8?X?what?=", "=?utf-8?X?what?=")]
    [InlineData("100=?", "100=?")]
    [InlineData("=?utf-8?Q?50=_off=ZZ?=", "50= off=ZZ")]
    [InlineData("=?x-martian?Q?late?=", "late")]
    [InlineData("=?utf-8?Q?a=0Ab=09c?=", "a b c")]
    [InlineData("plain\r\n folded\r\n\tagain", "plain folded again")]
    public void Words_of_the_subject_are_decoded_or_left_readable(string raw, string subject) =>
        Assert.Equal(subject, Received.WithHeader($"Subject: {raw}").Subject);

    [Theory]
    [InlineData("Ann Miller <ann@example.net>", "ann@example.net", "Ann Miller")]
    [InlineData("\"Miller, Ann (x)\" <ann@example.net>", "ann@example.net", "Miller, Ann (x)")]
    [InlineData("ann@example.net (Ann (the first) Miller)", "ann@example.net", "Ann (the first) Miller")]
    [InlineData("ann @ example . net", "ann@example.net", null)]
    [InlineData("<@relay.example,@b.example:ann@example.net>", "ann@example.net", null)]
    [InlineData("Ann <ann@example.net", "ann@example.net", "Ann")]
    [InlineData("Colleagues: ann@example.net, bob@example.net;", "ann@example.net", null)]
    [InlineData("=?utf-8?Q?M=C3=BCller=2C_Ann?= <ann@example.net>", "ann@example.net", "Müller, Ann")]
    [InlineData("\"ann miller\"@example.net", "\"ann miller\"@example.net", null)]
    [InlineData("ann@[192.0.2.1]", "ann@[192.0.2.1]", null)]
    [InlineData("Bill \"The\\\" Man\" <bill@example.net>", "bill@example.net", "Bill The\" Man")]
    [InlineData("nobody", "", null)]
    [InlineData("<>", "", null)]
    [InlineData("ann@", "", null)]
    [InlineData("ann@exam..net", "", null)]
    [InlineData("ann\u0001@example.net", "", null)]
    [InlineData("undisclosed-recipients:;", "", null)]
    public void The_sender_is_found_in_whatever_form(string from, string address, string? name)
    {
        var mail = Received.Text($"From: {from}\r\nSubject: x\r\n\r\nx");
        Assert.Equal(address, mail.From);
        Assert.Equal(name, mail.FromName);
    }

    [Theory]
    [InlineData("Fri, 20 Nov 2026 10:02:11 +0100", "2026-11-20T09:02:11Z")]
    [InlineData("20 Nov 2026 10:02 -0500 (EST)", "2026-11-20T15:02:00Z")]
    [InlineData("Fri, 20-Nov-2026 10:02:11 GMT", "2026-11-20T10:02:11Z")]
    [InlineData("20 November 97 10:02:60 PDT", "1997-11-20T17:02:59Z")]
    [InlineData("Sun, 22 Nov 2026 23:30:00 +0000", "2026-11-22T23:30:00Z")]
    [InlineData("Thu, 1 Jan 1970 00:00:00 +0000", null)]
    [InlineData("Fri, 20 Nov 2099 10:02:11 +0000", null)]
    [InlineData("Fri, 31 Feb 2026 10:02:11 +0000", null)]
    [InlineData("Fri, 20 Nov 2026 10:02:11 +9999", null)]
    [InlineData("yesterday", null)]
    public void A_date_is_believed_or_not(string raw, string? expected)
    {
        var mail = Received.WithHeader($"Date: {raw}");
        Assert.Equal(expected, mail.SentAt?.ToString());
        Assert.Equal(expected is null ? ["its date cannot be read or believed"] : [], mail.Oddities.ToArray());
    }

    [Fact]
    public void What_it_answers_comes_with_the_likeliest_first() =>
        Assert.Equal(
            ["0f3a9c-3-email@shop.example", "0f3a9c-1-email@shop.example", "0f3a9c@shop.example"],
            Received.File("flowed-reply").Answers.ToArray());

    [Fact]
    public void A_mail_without_an_id_has_one_made_of_its_bytes()
    {
        var mail = Received.WithHeader("Message-ID: not an id");
        Assert.Equal(mail.MessageId, Received.WithHeader("Message-ID: not an id").MessageId);
        Assert.NotEqual(mail.MessageId, Received.WithHeader("Message-ID: no id").MessageId);
        Assert.Equal("none-".Length + 64, mail.MessageId.Length);
        Assert.Equal("A.b@c", Received.WithHeader("Message-ID:\r\n <A.b@c> (added)").MessageId);
    }

    [Fact]
    public void Where_it_came_in_is_told_by_the_envelope_first()
    {
        var envelope = new MailEnvelope("bounces@example.net", ["complaints+token@shop.example"]);
        var mail = Received.Text("From: a@b.example\r\nReturn-Path: <>\r\nTo: Complaints@shop.example\r\nCc: COMPLAINTS@shop.example\r\n\r\nx", envelope);
        Assert.Equal(["complaints+token@shop.example", "Complaints@shop.example"], mail.Recipients.ToArray());
        Assert.Equal("bounces@example.net", mail.ReturnPath);
    }

    [Theory]
    [InlineData("Return-Path: <>", "")]
    [InlineData("Return-Path: <ann@example.net>", "ann@example.net")]
    [InlineData("X-Nothing: y", null)]
    public void The_null_return_path_is_not_the_same_as_none(string header, string? path) =>
        Assert.Equal(path, Received.WithHeader(header).ReturnPath);

    [Fact]
    public void Thousands_of_recipients_are_counted_and_few_kept()
    {
        var mail = Received.WithHeader("To: " + string.Join(", ", Enumerable.Range(0, 10_000).Select(i => $"c{i}@example.net")));
        Assert.Equal(MailLimits.Recipients, mail.Recipients.Length);
        Assert.Equal(["it names 10,000 recipients; 200 are kept"], mail.Oddities.ToArray());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n")]
    public void Any_line_end_will_do(string end)
    {
        string[] lines =
        [
            "From: ann@example.net", "Content-Type: multipart/mixed;", " boundary=b", "", "--b", "", "First", "line", "--b", "Content-Type: image/png", "", "P", "--b--", "",
        ];
        var mail = Received.Text(string.Join(end, lines));
        Assert.Equal("First\nline", mail.Text);
        Assert.Equal("P", Encoding.ASCII.GetString(Assert.Single(mail.Files).Content.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0089PNG\r\n\u001a\n")]
    [InlineData("{\"From\": \"ann@example.net\"}")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    public void What_is_no_mail_is_unreadable(string bytes) =>
        Assert.Equal("it has none of the headers that a mail has", Assert.Throws<UnreadableMailException>(() => Received.Text(bytes)).Message);
}
