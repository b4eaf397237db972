using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Http;

/// <summary>The version that a caller has seen (RFC 9110, 13.1.1).</summary>
internal static class Preconditions
{
    /// <param name="what">What the ETag was given with, in words.</param>
    /// <returns>Null without the header, and for <c>*</c>.</returns>
    public static (int? Version, IResult? Fault) IfMatch(HttpContext http, string what)
    {
        var text = http.Request.Headers.IfMatch.ToString().Trim();
        if (text is "" or "*")
            return (null, null);
        return text.Length > 2 && text[0] == '"' && text[^1] == '"' && int.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (version, null)
            : (null, Problems.Invalid("If-Match", $"must be the ETag that {what} was given with, such as \"12\""));
    }
}
