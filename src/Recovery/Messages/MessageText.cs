using System.Text;

namespace Recovery.Messages;

/// <summary>Marks in a message that only the shell can fill in, since they hold addresses and keys of an installation.</summary>
public static class MessageText
{
    /// <summary>The customer's private status link; the status page itself leaves it out.</summary>
    public const string StatusLink = "{status-link}";

    /// <summary>In a public reply: the page on which the author may speak to us in private. It opens nothing of the case.</summary>
    public const string PrivateLink = "{private-link}";

    /// <summary>Begins words that are true only where answers by mail are read; <see cref="EndIfReplies"/> ends them.</summary>
    public const string IfReplies = "{if-replies}";

    public const string EndIfReplies = "{end-if-replies}";

    /// <summary>The case's page in the console.</summary>
    public const string ConsoleLink = "{console-link}";

    /// <summary>Keeps the words between <see cref="IfReplies"/> and <see cref="EndIfReplies"/>, or takes them out with the gap that they leave.</summary>
    public static string WithReplies(string body, bool read)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!body.Contains(IfReplies, StringComparison.Ordinal))
            return body;
        var kept = new StringBuilder(body.Length);
        for (var rest = body.AsSpan(); ;)
        {
            var start = rest.IndexOf(IfReplies);
            var length = start < 0 ? -1 : rest[start..].IndexOf(EndIfReplies);
            if (length < 0)
            {
                kept.Append(rest);
                return MessageBody.Tidy(kept.ToString());
            }

            kept.Append(rest[..start]);
            if (read)
                kept.Append(rest.Slice(start + IfReplies.Length, length - IfReplies.Length));
            rest = rest[(start + length + EndIfReplies.Length)..];
        }
    }
}
