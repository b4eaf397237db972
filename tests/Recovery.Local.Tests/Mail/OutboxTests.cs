using System.Net.Mail;
using NodaTime;
using Recovery.Cases;
using Recovery.Local.Mail;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Web.Console;

namespace Recovery.Local.Tests.Mail;

public sealed class OutboxTests : IDisposable, IClock
{
    private static readonly CaseId s_case = CaseId.From("mail", "1");

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("recovery-mail-");
    private readonly CaseTokens _tokens = new([new byte[32]]);
    private Instant _now = Instant.FromUtc(2031, 2, 3, 4, 5, 6);

    private MailComposer Composer => new(
        new MailAddresses(new MailAddress("care@shop.example", "Fernhill Care"), new MailAddress("complaints@shop.example")),
        () => new Uri("https://care.shop.example/"),
        _tokens);

    private OutboxReader Reader => new(_data.FullName);

    public void Dispose() => _data.Delete(recursive: true);

    public Instant GetCurrentInstant() => _now;

    [Theory]
    [InlineData("a\" <victim@bank.example>, \"b")]
    [InlineData("x\\")]
    public async Task A_name_cannot_become_another_recipient(string name)
    {
        var to = (await Sent(Email() with { ToName = name })).Entry.To;

        Assert.Equal(Email().To, new MailAddress(to).Address);
        Assert.DoesNotContain("<victim", to, StringComparison.Ordinal);
        Assert.DoesNotContain('\\', to);
    }

    [Fact]
    public async Task An_address_that_this_mailer_cannot_write_is_rejected_at_once() =>
        await Assert.ThrowsAsync<EffectRejectedException>(() => Sent(Email() with { To = "jürgen@example.com" }));

    [Fact]
    public async Task Lines_end_as_lines_and_not_as_encoded_characters()
    {
        await Sent(Email() with { Body = "One line.\n\nAnother, with =0D=0A as somebody may write it." });
        var eml = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(_data.FullName, OutboxMailer.DirectoryName)).Single());

        Assert.DoesNotContain("=0D=0A", eml.Replace("=\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("=0D=0A as somebody", Reader.Read(Reader.List(0, 1)[0].Name)!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_has_the_headers_that_mail_programs_and_robots_look_at()
    {
        var message = await Sent(Email());

        Assert.Equal("auto-generated", Header(message, "Auto-Submitted"));
        Assert.Equal("All", Header(message, "X-Auto-Response-Suppress"));
        Assert.Equal($"<{s_case}-8-email@shop.example>", Header(message, "Message-ID"));
        Assert.Equal($"<{s_case}@shop.example>", Header(message, "References"));
        Assert.Equal($"<{s_case}@shop.example>", Header(message, "In-Reply-To"));
        Assert.Equal("Mon, 03 Feb 2031 04:05:06 +0000", Header(message, "Date"));
        Assert.Equal($"complaints+{_tokens.Reply(s_case)}@shop.example", Header(message, "Reply-To"));
        Assert.DoesNotContain(message.Headers, h => h.Key.StartsWith("X-Sender", StringComparison.OrdinalIgnoreCase) || h.Key.StartsWith("X-Receiver", StringComparison.OrdinalIgnoreCase));
        Assert.Single(message.Headers, h => h.Key == "Date");
    }

    [Theory]
    [InlineData(MessageKind.Message)]
    [InlineData(MessageKind.Resolution)]
    public async Task What_staff_wrote_is_not_called_automatic(MessageKind kind) =>
        Assert.DoesNotContain((await Sent(Email() with { Kind = kind })).Headers, h => h.Key == "Auto-Submitted");

    [Fact]
    public async Task Both_parts_say_the_same_and_carry_the_private_link()
    {
        var link = $"https://care.shop.example/status/{_tokens.Status(s_case)}";

        var message = await Sent(Email() with { Body = $"Grüße, Zoë 😀\n\n{MessageText.StatusLink}\n\n.\n..two dots\n" + new string('ä', 300) });

        Assert.Contains("Grüße, Zoë 😀", message.Text, StringComparison.Ordinal);
        Assert.Contains("Grüße, Zoë 😀", message.Html, StringComparison.Ordinal);
        Assert.Contains(link, message.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", message.Html, StringComparison.Ordinal);
        Assert.Contains("\r\n.\r\n..two dots\r\n", message.Text, StringComparison.Ordinal);
        Assert.Contains(new string('ä', 300), message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(MessageText.StatusLink, message.Text + message.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_in_what_somebody_wrote_stays_text()
    {
        var message = await Sent(Email() with { Subject = "<script>alert(1)</script>", Body = "Hello <script>alert(1)</script> <img src=x onerror=alert(2)>" });

        Assert.DoesNotContain("<script", message.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", message.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("<script>alert(1)</script>", message.Entry.Subject);
    }

    [Theory]
    [InlineData("Hello\r\nBcc: everybody@evil.example")]
    [InlineData("Hello\nBcc: everybody@evil.example")]
    [InlineData("Hello\u2028Bcc: everybody@evil.example\u0000\u0085")]
    public async Task A_subject_or_a_name_cannot_begin_another_header(string text)
    {
        var message = await Sent(Email() with { Subject = text, ToName = text });

        Assert.DoesNotContain(message.Headers, h => h.Key.Equals("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("Hello Bcc: everybody@evil.example", message.Entry.Subject.Replace("  ", " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("a@b.example, c@d.example")]
    [InlineData("a@b.example\r\nBcc: c@d.example")]
    [InlineData("a b@c.example")]
    public void An_address_that_is_none_is_rejected_for_good_without_being_named(string address)
    {
        var rejected = Assert.Throws<EffectRejectedException>(() => Composer.Compose(Email() with { To = address }));

        Assert.DoesNotContain("example", rejected.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ihre Beschwerde über die Lieferung 😀 und noch viel mehr, damit die Zeile mehrmals umgebrochen werden muss")]
    [InlineData("東京の店についての苦情です。とても長い件名なので、何度も折り返されるはずです。本当に長いです。")]
    [InlineData("plain")]
    public async Task Any_subject_and_name_are_read_back_as_they_were(string text)
    {
        var message = await Sent(Email() with { Subject = text, ToName = "Zoë \"Z\" 😀, Jr." });

        Assert.Equal(text, message.Entry.Subject);
        Assert.Contains("customer@example.org", message.Entry.To, StringComparison.Ordinal);
        Assert.Contains("Zoë", message.Entry.To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_effect_again_is_the_same_file_and_the_same_message()
    {
        var first = await Sent(Email());
        _now += Duration.FromHours(1);
        var second = await Sent(Email());

        Assert.Single(Reader.List(0, 10));
        Assert.Equal(first.Entry.Name, second.Entry.Name);
        Assert.Equal(Header(first, "Message-ID"), Header(second, "Message-ID"));
        Assert.Single(Directory.GetFiles(Path.Combine(_data.FullName, OutboxMailer.DirectoryName), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_newest_comes_first_page_by_page()
    {
        for (var n = 1; n <= 5; n++)
        {
            _now += Duration.FromMinutes(1);
            await Sent(Email() with { Id = $"{s_case}-{n}-email", Subject = $"{n}" });
        }

        Assert.Equal(["5", "4"], Reader.List(0, 2).Select(e => e.Subject));
        Assert.Equal(["1"], Reader.List(4, 2).Select(e => e.Subject));
        Assert.Empty(Reader.List(9, 2));
    }

    [Theory]
    [InlineData("../staff-token")]
    [InlineData("../../etc/passwd.eml")]
    [InlineData("/etc/passwd.eml")]
    [InlineData("..\\x.eml")]
    [InlineData(".eml")]
    [InlineData("none.eml")]
    [InlineData("a\0.eml")]
    public async Task Only_names_of_the_outbox_are_opened(string name)
    {
        await Sent(Email());
        await File.WriteAllTextAsync(Path.Combine(_data.FullName, "staff-token"), "secret");

        Assert.Null(Reader.Read(name));
    }

    [Fact]
    public async Task An_alert_goes_to_each_person_once_with_the_link_to_the_case()
    {
        Person[] people =
        [
            new() { Id = "maya", Name = "Maya", Email = "maya@shop.example" },
            new() { Id = "maya-too", Name = "Maya", Email = "MAYA@shop.example" },
            new() { Id = "tom", Name = "Tom", Email = "tom@shop.example" },
            new() { Id = "none", Name = "None" },
        ];
        var alert = new StaffAlert($"{s_case}-9-alert", s_case, "maya", ["agent"], "Due soon", $"See {MessageText.ConsoleLink}");

        var mail = Composer.Compose(alert, people)!;

        Assert.Equal(["maya@shop.example", "tom@shop.example"], mail.To.Select(t => t.Address));
        Assert.Null(Composer.Compose(alert, [people[3]]));
        await new OutboxMailer(_data.FullName, this).SendAsync(mail with { Name = "alert" }, default);
        Assert.Contains($"https://care.shop.example/console/cases/{s_case}", Reader.Read("alert.eml")!.Text, StringComparison.Ordinal);
    }

    private async Task<OutboxMessage> Sent(CustomerEmail email)
    {
        var mail = Composer.Compose(email);
        await new OutboxMailer(_data.FullName, this).SendAsync(mail, default);
        return Reader.Read($"{mail.Name}.eml")!;
    }

    private static string Header(OutboxMessage message, string name) => message.Headers.Single(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static CustomerEmail Email() => new(
        $"{s_case}-8-email", s_case, 8, MessageKind.Acknowledgement, "customer@example.org", "Alex Morgan", "We have your complaint", "Thank you.", "en");
}
