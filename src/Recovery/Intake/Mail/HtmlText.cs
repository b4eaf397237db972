namespace Recovery.Intake.Mail;

public static class HtmlText
{
    public static string Of(string html) => html;
}
