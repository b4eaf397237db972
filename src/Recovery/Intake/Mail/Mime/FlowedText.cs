using System.Text;

namespace Recovery.Intake.Mail.Mime;

/// <summary>Joins the lines that a sender broke only for the way (RFC 3676).</summary>
internal static class FlowedText
{
    /// <param name="deleteSpaces">The blank before such a line end is no part of the text (<c>DelSp=yes</c>).</param>
    public static string Join(string text, bool deleteSpaces)
    {
        var joined = new StringBuilder(text.Length);
        var open = false;
        var openDepth = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            var depth = line.IndexOfAnyExcept('>') is var quotes and >= 0 ? quotes : line.Length;
            line = line[depth..];
            if (line.StartsWith(' '))
                line = line[1..];
            var signature = line is "-- ";
            if (!open || depth != openDepth || signature)
            {
                if (range.Start.Value > 0)
                    joined.Append('\n');
                joined.Append('>', depth);
                if (depth > 0 && !line.IsEmpty)
                    joined.Append(' ');
            }

            open = !signature && line.EndsWith(' ');
            openDepth = depth;
            joined.Append(open && deleteSpaces ? line[..^1] : line);
        }

        return joined.ToString();
    }
}
