using System.Text;
using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Recovery.Messages;

/// <summary>Turns the Markdown body of a message into what people read. Marks of <see cref="MessageText"/> are replaced before.</summary>
public static class MessageBody
{
    private static readonly string[] s_schemes = ["https://", "http://", "mailto:"];

    // A line break that the author of a template writes is one that the reader sees.
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UseAutoLinks(new AutoLinkOptions { AllowDomainWithoutPeriod = true })
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    /// <summary>The plain part: Markdown is readable as it is, so only escapes and bold marks go.</summary>
    public static string ToText(string markdownBody) => MarkdownValue.Unescape(markdownBody);

    /// <summary>An HTML fragment. It holds no HTML but Markdig's own, no image, and no link but http, https and mailto.</summary>
    public static string ToHtml(string markdownBody)
    {
        ArgumentNullException.ThrowIfNull(markdownBody);
        var document = Markdown.Parse(markdownBody, s_pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToArray())
        {
            if (link.IsImage || !IsAllowed(link.GetDynamicUrl?.Invoke() ?? link.Url))
                link.ReplaceBy(new ContainerInline(), copyChildren: true);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToArray())
        {
            if (!link.IsEmail && !IsAllowed(link.Url))
                link.ReplaceBy(new LiteralInline(link.Url));
        }

        return document.ToHtml(s_pipeline);
    }

    /// <summary>Without the gaps that empty values leave.</summary>
    internal static string Tidy(string body)
    {
        var text = new StringBuilder(body.Length);
        var blank = false;
        foreach (var line in body.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
            {
                blank = text.Length > 0;
                continue;
            }

            if (text.Length > 0)
                text.Append(blank ? "\n\n" : "\n");
            blank = false;
            text.Append(line.TrimEnd());
        }

        return text.ToString();
    }

    private static bool IsAllowed(string? url) =>
        url is not null && Array.Exists(s_schemes, scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
}
