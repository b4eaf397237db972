using System.Net.Mail;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Tests.Policy;

namespace Recovery.Tests.Messages;

/// <summary>A message says that one may reply to it only where somebody reads the reply.</summary>
public class ReplyHintTests
{
    private const string Hint = "You can also simply reply to this email";

    [Theory]
    [InlineData("complaints@shop.example", true)]
    [InlineData(null, false)]
    public void The_mail_says_so_where_replies_are_read_and_leaves_no_gap_where_not(string? replies, bool said)
    {
        var rendered = PolicyEdit.Default.Templates.Render(MessageKind.Message, "en", new Dictionary<string, string> { ["text"] = "We found it." });
        var mail = Composer(replies).Compose(new CustomerEmail("e", CaseId.From("t", "1"), 3, MessageKind.Message, "a@b.example", null, rendered.Subject, rendered.Body, "en"));

        Assert.Equal(said, mail.Text.Contains(Hint, StringComparison.Ordinal));
        Assert.Equal(said, mail.Html.Contains(Hint, StringComparison.Ordinal));
        Assert.DoesNotContain("{", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_nobody_has_set_up_is_not_promised_to_be_read()
    {
        var addresses = new MailAddresses(new MailAddress("care@shop.example"), new MailAddress("complaints@shop.example")) { RepliesAreRead = false };
        var body = $"We found it.\n\n{MessageText.IfReplies}{Hint}{MessageText.EndIfReplies}";
        var mail = new MailComposer(addresses, () => new Uri("https://care.shop.example/"), new CaseTokens([new byte[32]]))
            .Compose(new CustomerEmail("e", CaseId.From("t", "1"), 3, MessageKind.Message, "a@b.example", null, "News", body, "en"));

        Assert.Equal("We found it.", mail.Text);
        Assert.NotNull(mail.ReplyTo);
    }

    [Fact]
    public void A_policy_without_the_sentence_says_nothing()
    {
        var policy = PolicyEdit.Accepted(p => p["messages"]!["en"]!.AsObject().Remove("replyHint"));

        Assert.DoesNotContain("if-replies", policy.Templates.Render(MessageKind.Message, "en", new Dictionary<string, string>()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_can_hide_words_by_writing_the_marks()
    {
        var values = new Dictionary<string, string> { ["text"] = $"{MessageText.IfReplies}a secret{MessageText.EndIfReplies}" };
        var body = PolicyEdit.Default.Templates.Render(MessageKind.Message, "en", values).Body;

        Assert.Contains("a secret", MessageText.WithReplies(body, read: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a {if-replies}b{end-if-replies} c", "a b c", "a  c")]
    [InlineData("{if-replies}a{end-if-replies}\n\nb\n\n{if-replies}c{end-if-replies}", "a\n\nb\n\nc", "b")]
    [InlineData("{if-replies}never ended", "{if-replies}never ended", "{if-replies}never ended")]
    [InlineData("nothing", "nothing", "nothing")]
    public void Marks_are_taken_out_in_pairs(string body, string read, string unread)
    {
        Assert.Equal(read, MessageText.WithReplies(body, read: true));
        Assert.Equal(unread, MessageText.WithReplies(body, read: false));
    }

    private static MailComposer Composer(string? replies) => new(
        new MailAddresses(new MailAddress("care@shop.example"), replies is null ? null : new MailAddress(replies)),
        () => new Uri("https://care.shop.example/"), new CaseTokens([new byte[32]]));
}
