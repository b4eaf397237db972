using System.Text.RegularExpressions;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Tests.Policy;

namespace Recovery.Tests.Messages;

/// <summary>Whatever a customer writes stands in our messages as the text that it is.</summary>
public sealed partial class HostileValuesTests
{
    private static readonly RecoveryPolicy s_policy = PolicyEdit.Default;

    public static TheoryData<string> OneLine =>
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- -->", "<a href='javascript:x'>y</a>", "&lt;b&gt; &amp; &#60;",
        "[click](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>", "https://evil.example/path?a=b",
        "http://evil.example", "www.evil.example", "WWW.evil.example", "ftp://evil.example", "mailto:a@evil.example", "tel:123456", "a@evil.example",
        "[a]: https://evil.example", "[a][b]", "# heading", "## heading ##", "- item", "+ item", "* item", "1. item", "1) item", "123456789. item", "1.",
        "> quote", "```code```", "~~~", "`code`", "***", "---", "===", "- - -", "**bold** __bold__ _it_ *it*", "~~gone~~", "| a | b |", "\\", "\\\\ \\* \\n", "{status-link}",
        "{{name}} {{{text}}} {{#if x}}", "{#id .class}", "$x$", "a_b_c", "4*5*6", "مرحبا بالعالم", "שלום", "😢👨‍👩‍👧", "Zoë O'Brien-Smith", "50.00 EUR (at 14:00)",
        "Re: order:1234, 10:30", "C:\\temp\\new", "1.5 kg", "-5 degrees", "=1+1",
    ];

    [Theory]
    [MemberData(nameof(OneLine))]
    public void A_value_is_shown_as_it_was_written(string value)
    {
        var body = Render(value);

        Assert.Contains($"\n\n{value}\n\n", MessageBody.ToText(body), StringComparison.Ordinal);
        Assert.Contains($"<p>{Html(value)}</p>", MessageBody.ToHtml(body), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OneLine))]
    public void A_value_in_the_middle_of_a_line_is_shown_as_it_was_written(string value)
    {
        var body = s_policy.Templates.Render(MessageKind.Acknowledgement, "en", Values("name", value)).Body;

        Assert.StartsWith($"Dear {value},\n", MessageBody.ToText(body), StringComparison.Ordinal);
        Assert.Contains($"<p>Dear {Html(value)},</p>", MessageBody.ToHtml(body), StringComparison.Ordinal);
    }

    [Fact]
    public void Paragraphs_and_lines_stay_and_nothing_else_comes_of_them()
    {
        var body = Render("First line\r\nsecond line\r\n\r\n\r\n    indented\r\n\t- tabbed\n1. one\n\n\n> quoted\n===\n---\n");

        Assert.Contains("\n\nFirst line\nsecond line\n\nindented\n- tabbed\n1. one\n\n> quoted\n===\n---\n\n", MessageBody.ToText(body), StringComparison.Ordinal);
        Assert.Contains(
            "<p>First line<br />\nsecond line</p>\n<p>indented<br />\n- tabbed<br />\n1. one</p>\n<p>&gt; quoted<br />\n===<br />\n---</p>",
            MessageBody.ToHtml(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u2028")]
    [InlineData("\u0085")]
    [InlineData("\f")]
    [InlineData("\r")]
    public void Every_kind_of_line_end_is_one(string end) =>
        Assert.Contains("<p>one<br />\n- two</p>", MessageBody.ToHtml(Render($"one{end}- two")), StringComparison.Ordinal);

    [Fact]
    public void Control_characters_and_direction_marks_are_dropped_and_half_characters_replaced() =>
        Assert.Contains("\n\nabcd\uFFFD\n\n", MessageBody.ToText(Render("a\0b\u001B\u202Ec\u2066d\uD83D")), StringComparison.Ordinal);

    [Fact]
    public void Only_the_address_that_the_shell_puts_in_is_a_link()
    {
        var body = Render("See https://evil.example and {status-link}").Replace(MessageText.StatusLink, "http://localhost:5080/status/0a1b.2c3d", StringComparison.Ordinal);

        var link = Assert.Single(Links().Matches(MessageBody.ToHtml(body)));
        Assert.Equal("http://localhost:5080/status/0a1b.2c3d", link.Groups["url"].Value);
        Assert.Contains("\n\nhttp://localhost:5080/status/0a1b.2c3d\n\n", MessageBody.ToText(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](data:text/html,hi)")]
    [InlineData("[x](/relative)")]
    [InlineData("[x](//evil.example)")]
    [InlineData("![x](https://evil.example/x.png)")]
    [InlineData("ftp://evil.example")]
    [InlineData("tel:123456")]
    [InlineData("<ftp://evil.example>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<b onclick=x>hi</b>")]
    [InlineData("[x][a]\n\n[a]: javascript:alert(1)")]
    public void Not_even_a_template_can_make_other_markup(string markdown)
    {
        var html = MessageBody.ToHtml(markdown);

        Assert.DoesNotMatch("<(?!/?(p|br|h[1-6]|ul|ol|li|strong|em|code|pre|blockquote|hr)[ />])", html);
    }

    [Theory]
    [InlineData("[us](https://fernhill.example/help)", "https://fernhill.example/help")]
    [InlineData("mailto:care@fernhill.example", "mailto:care@fernhill.example")]
    [InlineData("<care@fernhill.example>", "mailto:care@fernhill.example")]
    public void A_template_may_link_to_the_web_and_to_mail(string markdown, string url) =>
        Assert.Equal(url, Assert.Single(Links().Matches(MessageBody.ToHtml(markdown))).Groups["url"].Value);

    [Fact]
    public void A_subject_is_one_plain_line_of_bounded_length()
    {
        var header = Subject("order\r\nBcc: everybody@evil.example\r\n\r\n<b>*hi*</b>\0");
        var family = Subject(string.Concat(Enumerable.Repeat("👨‍👩‍👧", 100)));

        Assert.Equal("We have your complaint about order Bcc: everybody@evil.example <b>*hi*</b> (RC-1)", header);
        Assert.True(family.Length <= 150, $"{family.Length}");
        Assert.EndsWith("…", family, StringComparison.Ordinal);
        Assert.False(char.IsHighSurrogate(family[^2]));
    }

    [Fact]
    public void Random_marks_never_become_markup()
    {
        const string Marks = "\\`*_{}[]<>()#+-.!|~:/&\"'=^$%@ \n\t1ahtpw";
        var random = new Random(31337);
        for (var i = 0; i < 2000; i++)
        {
            var value = new string([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Marks[random.Next(Marks.Length)])]);
            if (string.IsNullOrWhiteSpace(value))
                continue;
            var html = MessageBody.ToHtml(MarkdownValue.Escape(value));
            var expected = Regex.Replace(value.Replace('\t', ' '), " *\n *", "\n", RegexOptions.None, TimeSpan.FromSeconds(1)).Trim();
            var paragraphs = Regex.Split(expected, "\n{2,}", RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.Equal(string.Concat(paragraphs.Select(p => $"<p>{Html(p).Replace("\n", "<br />\n", StringComparison.Ordinal)}</p>\n")), html);
        }
    }

    [Fact]
    public void A_long_text_is_escaped_and_shown_whole()
    {
        var text = string.Join('\n', Enumerable.Range(0, 2000).Select(i => $"{i}. [line]({i}) *"));

        Assert.Contains(text, MessageBody.ToText(Render(text)), StringComparison.Ordinal);
        Assert.Contains("1999. [line](1999) *</p>", MessageBody.ToHtml(Render(text)), StringComparison.Ordinal);
    }

    private static string Render(string text) => s_policy.Templates.Render(MessageKind.Message, "en", Values("text", text)).Body;

    private static string Subject(string issue) => s_policy.Templates.Render(MessageKind.Acknowledgement, "en", Values("issue", issue)).Subject;

    private static Dictionary<string, string> Values(string name, string value) =>
        new(StringComparer.Ordinal) { ["reference"] = "RC-1", ["issue"] = "it", [name] = value };

    private static string Html(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    [GeneratedRegex("<a href=\"(?<url>[^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Links();
}
