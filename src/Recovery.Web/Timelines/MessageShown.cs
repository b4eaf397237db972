using Recovery.Messages;

namespace Recovery.Web.Timelines;

/// <summary>
/// A message as a page shows it: without the private link, which is where the reader is already, and without a paragraph
/// that only leads to it.
/// </summary>
internal static class MessageShown
{
    public static string AsHtml(string markdown)
    {
        var paragraphs = MessageText.WithReplies(markdown, read: false).Split("\n\n").ToList();
        for (var i = paragraphs.Count - 1; i >= 0; i--)
        {
            if (!paragraphs[i].Contains(MessageText.StatusLink, StringComparison.Ordinal))
                continue;
            var lines = paragraphs[i].Split('\n').Where(line => !line.Contains(MessageText.StatusLink, StringComparison.Ordinal)).ToList();
            if (lines.Count > 0)
            {
                paragraphs[i] = string.Join('\n', lines);
                continue;
            }

            paragraphs.RemoveAt(i);
            if (i > 0 && paragraphs[i - 1].TrimEnd().EndsWith(':'))
                paragraphs.RemoveAt(--i);
        }

        return MessageBody.ToHtml(string.Join("\n\n", paragraphs));
    }
}
