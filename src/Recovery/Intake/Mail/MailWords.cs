using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Recovery.Complaints;
using MailAddress = System.Net.Mail.MailAddress;

namespace Recovery.Intake.Mail;

/// <summary>A file with its bytes, which are kept before the case lists it.</summary>
internal sealed record MailFile(Attachment Listed, ReadOnlyMemory<byte> Content);

/// <summary>What a mail says, as a case holds it.</summary>
/// <param name="Text">Never empty, at most <see cref="IntakeLimits.Description"/> characters.</param>
internal sealed partial record MailWords(string Text, MailOrigin Origin, ImmutableArray<MailFile> Files)
{
    private const int LongestFileName = 200;
    private const int LongestMediaType = 200;
    private const string RestName = "message.txt";
    private const string CutMark = $"\n\n[The text goes on in the file {RestName}.]";

    public ImmutableArray<Attachment> Attachments => [.. Files.Select(f => f.Listed)];

    public static bool HasNothing(InboundMail mail) =>
        mail.Files.IsEmpty && string.IsNullOrWhiteSpace(mail.Text) && string.IsNullOrWhiteSpace(mail.Subject) && string.IsNullOrWhiteSpace(mail.Folded);

    /// <summary>An address that our own mail could go to; the base library takes "a, b@c" too.</summary>
    public static bool CanBeAnswered(string from) =>
        from.Length is > 0 and <= IntakeLimits.Email && MailAddress.TryCreate(from, out var read) && read.Address == from;

    /// <param name="automatic">Why nothing automatic may answer it.</param>
    /// <param name="reply">To a case, whose subject it only repeats.</param>
    public static MailWords Of(InboundMail mail, string? automatic, bool reply)
    {
        var (own, folded) = (PlainText.Mended(mail.Text), PlainText.Mended(mail.Folded ?? ""));
        var subject = PlainText.Line(mail.Subject, IntakeLimits.HeaderLine);
        var files = mail.Files.Select(File).ToList();
        var text = Whole(own, folded, subject, files.Count, reply);
        // A forwarded complaint is all quotation.
        if (text.Length == 0)
            (text, folded) = (folded, "");
        if (text.Length > IntakeLimits.Description || folded.Length > IntakeLimits.Description)
            files.Add(File(new InboundFile(RestName, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(folded.Length == 0 ? text : $"{text}\n\n{folded}"))));
        return new MailWords(Fitting(text), new MailOrigin
        {
            MessageId = mail.MessageId,
            From = mail.From,
            Subject = subject.Length == 0 ? null : subject,
            SentAt = mail.SentAt,
            Folded = folded.Length == 0 ? null : Fitting(folded),
            Automatic = automatic,
            Oddities = mail.Oddities,
        }, [.. files]);
    }

    public static string? NameOf(InboundMail mail)
    {
        var name = PlainText.Line(mail.FromName ?? "", IntakeLimits.Name);
        return name.Length == 0 || string.Equals(name, mail.From, StringComparison.OrdinalIgnoreCase) ? null : name;
    }

    /// <summary>The first of the tags that the header lists, when it is one.</summary>
    public static string? LanguageOf(InboundMail mail)
    {
        var first = (mail.Language ?? "").Split(',')[0].Trim();
        return first.Length <= IntakeLimits.Language && LanguageTag().IsMatch(first) ? first : null;
    }

    private static string Whole(string own, string folded, string subject, int files, bool reply)
    {
        if (own.Length > 0)
            return reply || !Adds(subject, own) ? own : $"{subject}\n\n{own}";
        if (files > 0)
        {
            var note = $"(no text; {(files == 1 ? "1 file" : $"{files} files")} attached)";
            return reply || subject.Length == 0 ? note : $"{subject}\n\n{note}";
        }

        if (folded.Length > 0)
            return reply ? "(no words of its own; what it quotes is kept with it)" : Adds(subject, folded) ? subject : "";
        return reply ? $"(no text; the subject says: {subject})" : subject;
    }

    /// <summary>Without what mail programs put before it: "Re:", "Fwd:", in the languages in which they do.</summary>
    private static bool Adds(string subject, string text)
    {
        var bare = Prefixes().Replace(subject, "");
        return bare.Length > 0 && !PlainText.Start(text, bare.Length + 200).Contains(bare, StringComparison.OrdinalIgnoreCase);
    }

    private static string Fitting(string text) =>
        text.Length <= IntakeLimits.Description ? text : PlainText.Start(text, IntakeLimits.Description - CutMark.Length) + CutMark;

    private static MailFile File(InboundFile file) => new(
        new Attachment(
            PlainText.Line(file.Name, LongestFileName),
            PlainText.Line(file.MediaType, LongestMediaType),
            file.Content.Length,
            Convert.ToHexStringLower(SHA256.HashData(file.Content.Span))),
        file.Content);

    [GeneratedRegex(@"^(\s*(re|fw|fwd|aw|wg|sv|vs|antw|tr|rv|odp)(\[[0-9]{1,3}\])?\s*:)+\s*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Prefixes();

    [GeneratedRegex("^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LanguageTag();
}
