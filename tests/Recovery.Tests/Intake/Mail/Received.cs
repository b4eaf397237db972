using System.Text;
using NodaTime;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Mail;

/// <summary>Mail as it arrived on 22 November 2026.</summary>
internal static class Received
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);

    public static InboundMail File(string name) =>
        Bytes(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "corpus", "Mail", $"{name}.eml")));

    /// <param name="mail">Each character is a byte; line ends as they are written.</param>
    public static InboundMail Text(string mail, MailEnvelope? envelope = null) => MimeMail.Read(Encoding.Latin1.GetBytes(mail), envelope ?? MailEnvelope.None, Now);

    public static InboundMail Bytes(ReadOnlyMemory<byte> mail) => MimeMail.Read(mail, MailEnvelope.None, Now);

    /// <summary>A mail with one more header and a line of text.</summary>
    public static InboundMail WithHeader(string header) => Text($"From: ann@example.net\r\n{header}\r\n\r\nWhere is it?\r\n");
}
