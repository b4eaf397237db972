using System.Collections.Frozen;
using AngleSharp.Common;

namespace Recovery.Intake.Mail;

/// <content>What each element is to a reader.</content>
public static partial class HtmlText
{
    private enum Tag
    {
        Other, Line, Paragraph, Break, Rule, Quote, BulletList, NumberedList, Item, Table, Row, Cell, Link, Image, Preformatted, Script, Style, Words, Unseen,
    }

    private static readonly FrozenDictionary<string, Tag>.AlternateLookup<ReadOnlySpan<char>> s_tags = new Dictionary<string, Tag>
    {
        ["div"] = Tag.Line,
        ["section"] = Tag.Line,
        ["article"] = Tag.Line,
        ["header"] = Tag.Line,
        ["footer"] = Tag.Line,
        ["main"] = Tag.Line,
        ["nav"] = Tag.Line,
        ["aside"] = Tag.Line,
        ["address"] = Tag.Line,
        ["center"] = Tag.Line,
        ["form"] = Tag.Line,
        ["fieldset"] = Tag.Line,
        ["legend"] = Tag.Line,
        ["body"] = Tag.Line,
        ["caption"] = Tag.Line,
        ["dt"] = Tag.Line,
        ["dd"] = Tag.Line,
        ["option"] = Tag.Line,
        ["details"] = Tag.Line,
        ["summary"] = Tag.Line,
        ["figure"] = Tag.Line,
        ["figcaption"] = Tag.Line,
        ["p"] = Tag.Paragraph,
        ["h1"] = Tag.Paragraph,
        ["h2"] = Tag.Paragraph,
        ["h3"] = Tag.Paragraph,
        ["h4"] = Tag.Paragraph,
        ["h5"] = Tag.Paragraph,
        ["h6"] = Tag.Paragraph,
        ["dl"] = Tag.Paragraph,
        ["br"] = Tag.Break,
        ["hr"] = Tag.Rule,
        ["blockquote"] = Tag.Quote,
        ["ul"] = Tag.BulletList,
        ["menu"] = Tag.BulletList,
        ["ol"] = Tag.NumberedList,
        ["li"] = Tag.Item,
        ["table"] = Tag.Table,
        ["tr"] = Tag.Row,
        ["td"] = Tag.Cell,
        ["th"] = Tag.Cell,
        ["a"] = Tag.Link,
        ["img"] = Tag.Image,
        ["pre"] = Tag.Preformatted,
        ["listing"] = Tag.Preformatted,
        ["script"] = Tag.Script,
        ["style"] = Tag.Style,
        ["xmp"] = Tag.Style,
        ["iframe"] = Tag.Style,
        ["noembed"] = Tag.Style,
        ["noframes"] = Tag.Style,
        ["title"] = Tag.Words,
        ["textarea"] = Tag.Words,
        ["template"] = Tag.Unseen,
        ["svg"] = Tag.Unseen,
        ["math"] = Tag.Unseen,
        ["video"] = Tag.Unseen,
        ["audio"] = Tag.Unseen,
        ["map"] = Tag.Unseen,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> s_empty = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr");

    private static readonly FrozenSet<string> s_read = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "href", "alt", "style", "class", "hidden", "start", "type");

    private static Tag TagOf(StringOrMemory name) => s_tags.TryGetValue(name.Memory.Span, out var tag) ? tag : Tag.Other;

    private static bool Named(StringOrMemory name, string other) => name.Memory.Span.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsEmpty(StringOrMemory name) => s_empty.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name.Memory.Span);
}
