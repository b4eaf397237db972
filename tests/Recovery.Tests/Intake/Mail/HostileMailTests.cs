using System.Text;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Mail;

/// <summary>Large mail made to hurt: read or refused, within the memory that is promised.</summary>
public sealed class HostileMailTests
{
    private const int Large = 2 * 1024 * 1024;
    private const string Html = "From: a@b.example\r\nContent-Type: text/html\r\n\r\n";
    private const string Mixed = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";

    public static TheoryData<string, string, string?> Mails { get; } = new()
    {
        { "From: ", "a", "it has more than 1000 headers or 256 KB of them" },
        { "From: a@b.example\r\n", "X: y\r\n", "it has more than 1000 headers or 256 KB of them" },
        { Mixed, "--b\r\n\r\n\r\n", "it has more than 500 parts" },
        { "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx", null },
        { Mixed, "--\n", null },
        { Nested(19), "--\n", null },
        { Nested(5_000), "x", "it has parts inside parts more than 20 deep" },
        { "From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n", "QUJD", null },
        { "From: a@b.example\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "= ", null },
        { "From: a@b.example\r\n\r\n", "> From: x\n", null },
        { "From: a@b.example\r\nContent-Type: text/plain; format=flowed\r\n\r\n", "> a \n>> b \n", null },
        { Html, "<table><tr><td><b>", null },
        { Html, "<a href=\"", null },
        { "From: a@b.example\r\nContent-Type: message/delivery-status\r\n\r\n", "Action: failed\n\n", null },
        { "From: a@b.example\r\n", "Content-Type: message/rfc822\r\n\r\n", null },
        { "Return-Path: <>\r\nFrom: mailer-daemon@b.example\r\n\r\n", "Message-ID: <5.1.", null },
    };

    [Theory]
    [MemberData(nameof(Mails))]
    public void Size_costs_no_more_than_is_promised(string head, string filling, string? refused)
    {
        var mail = Filled(head, filling, Large);
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? reason = null;
        try
        {
            var read = Received.Bytes(mail);
            Assert.True(read.Text.Length <= MailLimits.Text);
        }
        catch (UnreadableMailException e)
        {
            reason = e.Message;
        }

        Assert.Equal(refused, reason);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MimeMail.MemoryBound(mail.Length));
    }

    [Theory]
    [InlineData("Subject: ", "=?utf-8?q?a")]
    [InlineData("Subject: ", "=?utf-8?q?a?= =?utf-16?q?b?= ")]
    [InlineData("To: a@b", ":")]
    [InlineData("To: ", "(")]
    [InlineData("To: ", "\"\"@")]
    [InlineData("Content-Type: image/png", ";name*0*=a")]
    [InlineData("Content-Type: text/plain", " ")]
    [InlineData("References: ", "<")]
    public void A_header_of_a_quarter_megabyte_is_read_at_once(string head, string filling)
    {
        var mail = Filled("From: a@b.example\r\n" + head, filling, MailLimits.HeaderBytes - 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("a@b.example", Received.Bytes(mail).From);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MimeMail.MemoryBound(mail.Length));
    }

    [Fact]
    public void More_than_is_taken_is_refused() =>
        Assert.Equal("it is larger than 36 MB", Assert.Throws<UnreadableMailException>(() => Received.Bytes(new byte[MailLimits.Bytes + 1])).Message);

    [Fact]
    public void More_files_than_anybody_sends_are_refused()
    {
        var files = string.Concat(Enumerable.Repeat("--b\r\nContent-Type: image/png\r\n\r\nP\r\n", MailLimits.Files + 1));
        Assert.Equal("it has more than 100 files", Assert.Throws<UnreadableMailException>(() => Received.Text(Mixed + files + "--b--")).Message);
    }

    private static byte[] Filled(string head, string filling, int size)
    {
        var mail = new byte[size];
        var begin = Encoding.Latin1.GetBytes(head, mail);
        var unit = Encoding.Latin1.GetBytes(filling);
        for (var rest = mail.AsSpan(begin); !rest.IsEmpty; rest = rest[Math.Min(unit.Length, rest.Length)..])
            unit.AsSpan(0, Math.Min(unit.Length, rest.Length)).CopyTo(rest);
        return mail;
    }

    private static string Nested(int depth)
    {
        var mail = new StringBuilder("From: a@b.example\r\n");
        for (var i = 0; i < depth; i++)
            mail.Append($"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
        return mail.Append("\r\n").ToString();
    }
}
