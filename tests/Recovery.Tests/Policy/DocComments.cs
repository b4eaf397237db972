using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Recovery.Tests.Policy;

/// <summary>The summaries of the product's own doc comments, as plain text.</summary>
internal static partial class DocComments
{
    private static readonly Dictionary<string, string> s_comments = XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "Recovery.xml")).Descendants("member")
        .Where(m => m.Element("summary") is not null)
        .ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")!), StringComparer.Ordinal);

    public static string? OfType(Type type) => s_comments.GetValueOrDefault($"T:{type.FullName}");

    public static string? Of(PropertyInfo property) => s_comments.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>Of a value of an enumeration.</summary>
    public static string? Of(Type type, string value) => s_comments.GetValueOrDefault($"F:{type.FullName}.{value}");

    private static string Plain(XElement summary)
    {
        var text = string.Concat(summary.Nodes().Select(n => n switch
        {
            XElement e when e.Attribute("cref") is { } cref => cref.Value[(cref.Value.LastIndexOf('.') + 1)..],
            XElement e => e.Value,
            _ => n.ToString().Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal),
        }));
        return Space().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
