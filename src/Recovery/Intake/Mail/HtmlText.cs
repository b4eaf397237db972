using AngleSharp.Common;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace Recovery.Intake.Mail;

/// <summary>
/// What a person would read of HTML, as plain text. Read token by token and never as a tree: the time grows with the length
/// alone, however deep a hostile sender nests.
/// </summary>
public static partial class HtmlText
{
    /// <summary>Characters of the result; beyond it nothing more is written.</summary>
    public const int Longest = 2_000_000;

    private const string Rule = "________________________________";

    /// <summary>
    /// Paragraphs, lists, tables row by row (cells parted by " | "), links as "text (address)" unless they say the same, images by
    /// their alternative text in brackets, quotations marked "> ". What a reader does not see is left out, unless its
    /// end is missing: then it is better read than lost.
    /// </summary>
    public static string Of(string html) =>
        TextOf(html, leaveOutHidden: true) ?? TextOf(html, leaveOutHidden: false) ?? "";

    /// <returns>Null when something hidden never ended.</returns>
    private static string? TextOf(string html, bool leaveOutHidden)
    {
        using var source = new TextSource(new ReadOnlyMemoryTextSource(html.AsMemory()));
        using var tokens = new HtmlTokenizer(source, HtmlEntityProvider.ResolverExtended)
        {
            SkipComments = true,
            DisableElementPositionTracking = true,
            ShouldEmitAttribute = static (ref _, name) => s_read.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name.Span),
        };
        var text = new ReadableText(Longest);
        string? unseen = null;
        var depth = 0;
        var dropWords = false;
        while (!text.Full)
        {
            ref var token = ref tokens.GetStructToken();
            switch (token.Type)
            {
                case HtmlTokenType.EndOfFile:
                    return unseen is null || !leaveOutHidden ? text.End() : null;
                case HtmlTokenType.Character when unseen is null && !dropWords:
                    text.Write(token.Data.Memory.Span);
                    break;
                case HtmlTokenType.StartTag:
                    var tag = TagOf(token.Name);
                    SetMode(tokens, tag, token.Name);
                    if (tag is Tag.Words or Tag.Script or Tag.Style)
                        dropWords = !token.Name.Memory.Span.Equals("textarea", StringComparison.OrdinalIgnoreCase);
                    if (unseen is not null)
                    {
                        if (Named(token.Name, unseen))
                            depth++;
                    }
                    else if (leaveOutHidden && !token.IsSelfClosing && (tag == Tag.Unseen || IsHidden(ref token)) && !IsEmpty(token.Name))
                    {
                        unseen = token.Name.ToString();
                        depth = 1;
                    }
                    else
                    {
                        Start(text, tag, ref token);
                    }

                    break;
                case HtmlTokenType.EndTag:
                    dropWords = false;
                    if (unseen is null)
                        End(text, TagOf(token.Name));
                    else if (Named(token.Name, unseen) && --depth == 0)
                        unseen = null;
                    break;
            }
        }

        return text.End();
    }

    /// <summary>The tokenizer leaves it to the tree to say what is no markup.</summary>
    private static void SetMode(HtmlTokenizer tokens, Tag tag, StringOrMemory name)
    {
        tokens.State = tag switch
        {
            Tag.Script => HtmlParseMode.Script,
            Tag.Style => HtmlParseMode.Rawtext,
            Tag.Words => HtmlParseMode.RCData,
            _ when Named(name, "plaintext") => HtmlParseMode.Plaintext,
            _ => HtmlParseMode.PCData,
        };
    }

    private static void Start(ReadableText text, Tag tag, ref StructHtmlToken token)
    {
        switch (tag)
        {
            case Tag.Line:
                text.Break(1);
                break;
            case Tag.Paragraph:
                text.StartParagraph(IsOutlookLine(ref token));
                break;
            case Tag.Break:
                text.BreakLine();
                break;
            case Tag.Rule:
                text.Break(1);
                text.Write(Rule);
                text.Break(1);
                break;
            case Tag.Quote:
                text.StartQuote(isIndent: IsIndent(ref token));
                break;
            case Tag.BulletList:
                text.StartList(null);
                break;
            case Tag.NumberedList:
                text.StartList(int.TryParse(token.GetAttribute("start").Memory.Span, out var first) && first is > -1_000 and < 100_000 ? first : 1);
                break;
            case Tag.Item:
                text.StartItem();
                break;
            case Tag.Table:
                text.StartTable();
                break;
            case Tag.Row:
                text.BreakRow();
                break;
            case Tag.Cell:
                text.StartCell();
                break;
            case Tag.Link:
                text.StartLink(token.GetAttribute("href").ToString());
                break;
            case Tag.Image:
                text.WriteImage(token.GetAttribute("alt").Memory.Span);
                break;
            case Tag.Preformatted:
                text.StartPreformatted();
                break;
        }
    }

    private static void End(ReadableText text, Tag tag)
    {
        switch (tag)
        {
            case Tag.Line or Tag.Item:
                text.Break(1);
                break;
            case Tag.Row:
                text.BreakRow();
                break;
            case Tag.Paragraph:
                text.EndParagraph();
                break;
            case Tag.Break:
                text.BreakLine();
                break;
            case Tag.Quote:
                text.EndQuote();
                break;
            case Tag.BulletList or Tag.NumberedList:
                text.EndList();
                break;
            case Tag.Table:
                text.EndTable();
                break;
            case Tag.Link:
                text.EndLink();
                break;
            case Tag.Preformatted:
                text.EndPreformatted();
                break;
        }
    }

    /// <summary>Outlook writes each line as a paragraph without space round it.</summary>
    private static bool IsOutlookLine(ref StructHtmlToken token) =>
        token.GetAttribute("class").Memory.Span.Contains("MsoNormal", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gmail indents a writer's own words by a quotation without a border.</summary>
    private static bool IsIndent(ref StructHtmlToken token) =>
        token.GetAttribute("style").Memory.Span.Contains("40px", StringComparison.OrdinalIgnoreCase)
        && !token.GetAttribute("class").Memory.Span.Contains("quote", StringComparison.OrdinalIgnoreCase)
        && token.GetAttribute("type").IsNullOrEmpty;

    private static bool IsHidden(ref StructHtmlToken token)
    {
        if (token.Attributes.Count == 0)
            return false;
        for (var i = 0; i < token.Attributes.Count; i++)
        {
            var attribute = token.Attributes[i];
            var value = attribute.Value.Memory.Span;
            if (Named(attribute.Name, "hidden")
                || (Named(attribute.Name, "class") && value.Contains("preheader", StringComparison.OrdinalIgnoreCase))
                || (Named(attribute.Name, "style") && IsHiddenStyle(value)))
                return true;
        }

        return false;
    }

    private static bool IsHiddenStyle(ReadOnlySpan<char> style)
    {
        foreach (var range in style.Split(';'))
        {
            var declaration = style[range];
            var colon = declaration.IndexOf(':');
            if (colon < 0)
                continue;
            var name = declaration[..colon].Trim();
            var value = declaration[(colon + 1)..].Trim();
            if ((name.Equals("display", StringComparison.OrdinalIgnoreCase) && value.StartsWith("none", StringComparison.OrdinalIgnoreCase))
                || (name.Equals("visibility", StringComparison.OrdinalIgnoreCase) && value.StartsWith("hidden", StringComparison.OrdinalIgnoreCase))
                || (name.Equals("max-height", StringComparison.OrdinalIgnoreCase) && IsZero(value))
                || (name.Equals("opacity", StringComparison.OrdinalIgnoreCase) && IsZero(value)))
                return true;
        }

        return false;
    }

    private static bool IsZero(ReadOnlySpan<char> value) => value is "0" or "0px" or "0 !important" or "0px !important";
}
