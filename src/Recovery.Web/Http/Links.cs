using Microsoft.AspNetCore.Http;
using Recovery.Cases;

namespace Recovery.Web.Http;

/// <summary>Addresses that leave the site.</summary>
internal static class Links
{
    public static string StatusPath(HttpContext http, CaseId id) => $"/status/{http.Service<CaseTokens>().Status(id)}";

    public static string Status(HttpContext http, CaseId id) => Site(http) + StatusPath(http, id);

    /// <summary>Goes into a public reply; opens nothing of the case.</summary>
    public static string Private(HttpContext http, CaseId id) => $"{Site(http)}/reviews/{http.Service<CaseTokens>().Claim(id)}";

    /// <summary>Without the last slash.</summary>
    public static string Site(HttpContext http) =>
        http.Service<SiteOptions>().PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";
}
