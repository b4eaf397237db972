namespace Recovery.Intake.Mail;

/// <summary>The readable text of a mail, whichever shape it came in.</summary>
/// <param name="Text">At most <see cref="MailLimits.Text"/> characters.</param>
/// <param name="Folded">Quoted history and signature.</param>
/// <param name="Whole">The whole text as a file, when it is longer than a mail's text may be.</param>
public sealed record MailBody(string Text, string? Folded, InboundFile? Whole)
{
    public const string WholeName = "message.txt";

    /// <param name="plain">Believed before HTML: it is what the sender's program took the words to be.</param>
    public static MailBody Of(string? plain, string? html)
    {
        var all = Clean(string.IsNullOrWhiteSpace(plain) ? HtmlText.Of(html ?? "") : plain);
        var (text, folded) = QuotedText.Split(all);
        if (text.Length <= MailLimits.Text && (folded?.Length ?? 0) <= MailLimits.Text)
            return new MailBody(text, folded, null);
        var file = new InboundFile(WholeName, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(all));
        return new MailBody(Shortened(text), folded is null ? null : Shortened(folded), file);
    }

    private static string Shortened(string text)
    {
        if (text.Length <= MailLimits.Text)
            return text;
        var end = char.IsHighSurrogate(text[MailLimits.Text - 1]) ? MailLimits.Text - 1 : MailLimits.Text;
        return text[..end];
    }

    /// <summary>Line ends as LF, no control characters, no half characters.</summary>
    private static string Clean(string text)
    {
        text = text.ReplaceLineEndings("\n");
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            return text;
        var clean = new System.Text.StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!System.Text.Rune.IsControl(rune) || rune.Value is '\n' or '\t')
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }
}
