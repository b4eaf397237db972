using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Providers;

public sealed class HtmlTextTests
{
    [Fact]
    public void A_page_of_a_shop_is_read_as_a_person_would_read_it()
    {
        Assert.Equal(
            """
            Your receipt

            Order 4711, see your order (https://shop.example/orders/4711?from=mail) or shop.example.

            - Delivery
              - by lorry
              - on Monday
            - Returns

            3. Open
            4. Boil

            Item | Price
            Kettle | 49.90 €
            Lid | 5.00 €

            [Picture of the kettle]☺

              Net   54.90
              Tax    8.77

            > You said
            >
            > > He said
            >
            > so

            Bye
            ________________________________
            Harbour Kettles
            """, HtmlText.Of(Payload.Text("Html/receipt-newsletter.html")), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Gmails_reply_parts_into_the_answer_and_the_history()
    {
        var (text, folded) = QuotedText.Split(HtmlText.Of(Payload.Text("Html/gmail-reply.html")));

        Assert.Equal("The second kettle leaks too.\n\nI want my money back.", text);
        Assert.Contains("--\nAda Brook", folded, StringComparison.Ordinal);
        Assert.Contains("> Dear Ada,\n>\n> we have sent you a new kettle.", folded, StringComparison.Ordinal);
    }

    [Fact]
    public void Outlooks_reply_keeps_its_lines_close_and_its_history_folded()
    {
        var (text, folded) = QuotedText.Split(HtmlText.Of(Payload.Text("Html/outlook-reply.html")));

        Assert.Equal("Guten Tag,\n\nder Kessel ist wieder undicht.\nJörg Müller", text);
        Assert.StartsWith("Von: Harbour Kettles", folded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div style='DISPLAY : none'>inbox line</div>seen", "seen")]
    [InlineData("<span class='preheader'>inbox line</span>seen", "seen")]
    [InlineData("<p hidden>not<p>for readers</p></p>seen", "seen")]
    [InlineData("<style>p{}</style><script>x<y</script><title>t</title>seen", "seen")]
    [InlineData("<!-- <p>no</p> --><!--[if mso]>no<![endif]-->seen", "seen")]
    [InlineData("<img src='cid:1'><input value='x'>seen", "seen")]
    public void What_no_reader_sees_is_left_out(string html, string text) => Assert.Equal(text, HtmlText.Of(html));

    [Theory]
    [InlineData("before<div style='display:none'>I never got <b>my order", "before\nI never got my order")]
    [InlineData("<svg>drawn words", "drawn words")]
    public void What_is_hidden_and_never_ends_is_better_read_than_lost(string html, string text) => Assert.Equal(text, HtmlText.Of(html));

    [Theory]
    [InlineData("<a href='https://a.example/'>https://a.example</a>", "https://a.example")]
    [InlineData("<a href='mailto:ada@a.example'>ada@a.example</a>", "ada@a.example")]
    [InlineData("<a href='tel:+49305550100'>call us</a>", "call us (tel:+49305550100)")]
    [InlineData("<a href='javascript:alert(1)'>press</a>", "press")]
    [InlineData("<a href='data:text/html,x'>press</a>", "press")]
    [InlineData("<a href='https://a.example/\n b'>press</a>", "press (https://a.example/b)")]
    [InlineData("<a href='https://a.example'></a>x", "x")]
    [InlineData("<a href='https://a.example'>one<a href='https://b.example'>two", "one (https://a.example)two (https://b.example)")]
    public void Links_say_where_they_lead_unless_they_say_it_already(string html, string text) => Assert.Equal(text, HtmlText.Of(html));

    [Theory]
    [InlineData("a<br>b<br><br>c", "a\nb\n\nc")]
    [InlineData("<p>a</p><p>b</p>", "a\n\nb")]
    [InlineData("<div>a</div><div><br></div><div>b</div>", "a\n\nb")]
    [InlineData("  a \n\t b&nbsp;&nbsp;c\u200b\u00add ", "a b cd")]
    [InlineData("<table><tr><td>one<br>two</td><td>three</td></tr></table>", "one\ntwo\nthree")]
    [InlineData("<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>", "a\n\nb")]
    [InlineData("<ul><li></li><li>x</li></ul>y", "- x\n\ny")]
    [InlineData("<blockquote style='margin:0 0 0 40px;border:none'>my own words</blockquote>", "my own words")]
    [InlineData("&lt;p&gt; &amp;amp; &#8364; &#x1F600;", "<p> &amp; € 😀")]
    [InlineData("no tags at all, 3 < 4", "no tags at all, 3 < 4")]
    [InlineData("", "")]
    public void Lines_are_where_a_reader_sees_them(string html, string text) => Assert.Equal(text, HtmlText.Of(html));

    public static TheoryData<string, string> Hostile { get; } = new()
    {
        { "<div>", "x" }, { "<blockquote>", "x" }, { "<ul><li>", "x" }, { "<table><tr><td>", "x" }, { "<a href=http://a>", "x" }, { "<div hidden>", "x" },
        { "<b><i>", "x" }, { "</p>", "x" }, { "<", "x" }, { "&", "x" }, { "<a b=", "x" }, { "<!--", "x" }, { "<p a='", "x" }, { "<select><option>", "x" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hundred_thousand_of_anything_is_read_on_a_small_stack_within_its_bounds(string piece, string end)
    {
        var html = string.Concat(Enumerable.Repeat(piece, 100_000)) + end;
        var read = new TaskCompletionSource<string>();
        var thread = new Thread(() => read.SetResult(HtmlText.Of(html)), 256 * 1024);
        thread.Start();

        Assert.InRange((await read.Task.WaitAsync(TimeSpan.FromMinutes(1))).Length, 0, HtmlText.Longest);
    }

    [Fact]
    public void Quotations_beyond_the_depth_that_is_read_do_not_swell_the_text()
    {
        var deep = HtmlText.Of(string.Concat(Enumerable.Repeat("<blockquote>", 5_000)) + string.Concat(Enumerable.Repeat("a<br>", 100)));

        Assert.InRange(deep.Length, 100, 100 * 2 * (MailLimits.Depth + 2));
    }
}
