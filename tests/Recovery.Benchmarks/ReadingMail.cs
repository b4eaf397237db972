using System.Diagnostics;
using System.Net.Mail;
using System.Text;
using NodaTime;
using Recovery.Intake.Mail;
using Recovery.Messages;

namespace Recovery.Benchmarks;

/// <summary>
/// Mails of 20 KB, from bytes to the customer's words: parsed, decoded, HTML made readable, quotations folded, manners judged.
/// On one thread.
/// </summary>
internal static class ReadingMail
{
    private const int Size = 20_000;

    /// <summary>Of one kind in a row: the clock of processor time is too coarse for a single one.</summary>
    private const int Batch = 50;

    private static readonly string[] s_sentences =
    [
        "My parcel has not arrived and I have been waiting for two weeks.", "I had to take a day off work for nothing, and nobody rang.",
        "Ich möchte endlich wissen, wo meine Bestellung ist – und zwar heute.", "You charged me £49.90 twice for the same order.",
        "Votre service clientèle ne répond plus depuis trois semaines.", "Please call me back before Friday; my number is on file.",
    ];

    public static void Run(TimeSpan duration)
    {
        (string Kind, byte[] Mail)[] mails =
        [
            ("plain, quoted-printable", Plain()), ("alternative with HTML", Alternative()), ("plain, base64", Base64()), ("HTML alone", Html()),
        ];
        var now = Instant.FromUtc(2026, 11, 22, 12, 0);
        var ours = new MailAddresses(new MailAddress("no-reply@shop.example"), new MailAddress("complaints@shop.example"));
        long words = 0;
        foreach (var (_, mail) in mails)
        {
            for (var i = 0; i < 200; i++)
                words += One(mail, ours, now);
        }

        // Processor time, garbage collection included: what one core does while it does nothing else, however busy the machine is.
        var (spent, all) = (new TimeSpan[mails.Length], TimeSpan.Zero);
        var counts = new int[mails.Length];
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < duration;)
        {
            for (var kind = 0; kind < mails.Length; kind++)
            {
                var start = Environment.CpuUsage.TotalTime;
                for (var i = 0; i < Batch; i++)
                    words += One(mails[kind].Mail, ours, now);
                spent[kind] += Environment.CpuUsage.TotalTime - start;
                counts[kind] += Batch;
            }
        }

        foreach (var time in spent)
            all += time;
        var read = counts.Sum();
        Console.WriteLine($"mail: {read:N0} mails of 20 KB in {all.TotalSeconds:N1} s of one core = {read / all.TotalSeconds:N0}/s, {words / 1_000_000.0:N0} million characters of text");
        for (var kind = 0; kind < mails.Length; kind++)
            Console.WriteLine($"mail: {mails[kind].Kind}, {mails[kind].Mail.Length:N0} bytes: {spent[kind].TotalMicroseconds / counts[kind]:N0} µs each");
    }

    private static int One(byte[] raw, MailAddresses ours, Instant now)
    {
        var mail = MimeMail.Read(raw, MailEnvelope.None, now);
        if (mail.Text.Length < 1_000 || MailManners.AutomaticBecause(mail, ours) is not null)
            throw new InvalidOperationException("the mail was not read as it was written");
        return mail.Text.Length + (mail.Folded?.Length ?? 0);
    }

    private static byte[] Plain() => Fitted(n => Head("text/plain; charset=iso-8859-1", "quoted-printable") + QuotedPrintable(Encoding.Latin1.GetBytes(Words(n).Replace('–', '-'))));

    private static byte[] Base64() =>
        Fitted(n => Head("text/plain; charset=utf-8", "base64") + Convert.ToBase64String(Encoding.UTF8.GetBytes(Words(n)), Base64FormattingOptions.InsertLineBreaks));

    private static byte[] Html() => Fitted(n => Head("text/html; charset=utf-8", "quoted-printable") + QuotedPrintable(Encoding.UTF8.GetBytes(Page(n))));

    private static byte[] Alternative() => Fitted(n => $"""
        {Head("multipart/alternative; boundary=\"=_part\"", "7bit")}--=_part
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        {QuotedPrintable(Encoding.UTF8.GetBytes(Words(n / 3)))}
        --=_part
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        {QuotedPrintable(Encoding.UTF8.GetBytes(Page(n / 3)))}
        --=_part--

        """);

    /// <summary>The most sentences that fit.</summary>
    private static byte[] Fitted(Func<int, string> mail)
    {
        var sentences = 1;
        while (Encoding.UTF8.GetByteCount(mail(sentences + 1)) <= Size)
            sentences++;
        return Encoding.UTF8.GetBytes(mail(sentences).ReplaceLineEndings("\r\n"));
    }

    private static string Head(string type, string encoding) => $"""
        Return-Path: <ann.miller@example.net>
        Delivered-To: complaints@shop.example
        Received: from mail.example.net (mail.example.net [192.0.2.7])
         by mx.shop.example with ESMTPS id 4XyZ12; Fri, 20 Nov 2026 09:14:02 +0000
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=k1; h=from:to:subject:date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR
        From: =?utf-8?Q?Ann_M=C3=BCller?= <ann.miller@example.net>
        To: "Complaints, Shop" <complaints@shop.example>
        Subject: =?utf-8?B?V28gaXN0IG1laW5lIEJlc3RlbGx1bmcg?= =?utf-8?Q?10482=3F?=
        Date: Fri, 20 Nov 2026 09:14:00 +0000
        Message-ID: <20261120091400.4711@example.net>
        In-Reply-To: <0f3a9c-1-email@shop.example>
        References: <0f3a9c@shop.example> <0f3a9c-1-email@shop.example>
        MIME-Version: 1.0
        Content-Type: {type}
        Content-Transfer-Encoding: {encoding}


        """;

    /// <summary>Paragraphs of three sentences; the last third is what the customer answers, quoted.</summary>
    private static string Words(int sentences)
    {
        var text = new StringBuilder();
        var quoted = sentences * 2 / 3;
        for (var i = 0; i < sentences; i++)
        {
            if (i == quoted)
                text.Append("\n\nOn Thu, 19 Nov 2026 at 10:00, Shop <no-reply@shop.example> wrote:\n");
            text.Append(i % 3 > 0 ? " " : i < quoted ? "\n\n" : "\n> ").Append(s_sentences[i % s_sentences.Length]);
        }

        return text.ToString().Trim();
    }

    private static string Page(int sentences)
    {
        var page = new StringBuilder("<html><head><style>p { margin: 0 0 1em 0; font-family: Arial }</style></head><body><div dir=\"ltr\">");
        for (var i = 0; i < sentences * 2 / 3; i++)
            page.Append($"<p class=\"MsoNormal\"><span style=\"font-size:11.0pt\">{s_sentences[i % s_sentences.Length]}</span><o:p></o:p></p>\n");
        page.Append("</div><br><div class=\"gmail_quote\">On Thu, 19 Nov 2026 Shop wrote:<br><blockquote class=\"gmail_quote\"><table><tr>\n");
        for (var i = 0; i < sentences / 3; i++)
            page.Append($"<td>{s_sentences[i % s_sentences.Length]} <a href=\"https://shop.example/status\">Status</a></td>\n");
        return page.Append("</tr></table></blockquote></div></body></html>").ToString();
    }

    private static string QuotedPrintable(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length * 5 / 4);
        var column = 0;
        foreach (var b in bytes)
        {
            var piece = b is (byte)'\n' ? "\n" : b is >= 0x20 and < 0x7F and not (byte)'=' ? ((char)b).ToString() : $"={b:X2}";
            if (column + piece.Length > 75 && b != '\n')
            {
                text.Append("=\n");
                column = 0;
            }

            text.Append(piece);
            column = b == '\n' ? 0 : column + piece.Length;
        }

        return text.ToString();
    }
}
