namespace Recovery.Intake.Mail;

public static class QuotedText
{
    public static (string Text, string? Folded) Split(string text) => (text, null);
}
