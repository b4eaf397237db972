using Microsoft.AspNetCore.Http;
using Recovery.Cases;

namespace Recovery.Web.Http;

/// <summary>Addresses that leave the site.</summary>
internal static class Links
{
    public static string StatusPath(HttpContext http, CaseId id) => $"/status/{http.Service<CaseTokens>().Status(id)}";

    public static string Status(HttpContext http, CaseId id)
    {
        var site = http.Service<SiteOptions>().PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";
        return site + StatusPath(http, id);
    }
}
