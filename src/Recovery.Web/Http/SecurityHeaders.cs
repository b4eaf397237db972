using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Http;

/// <summary>Headers that every answer carries. No inline script or style is ever allowed on the site's own pages.</summary>
public static class SecurityHeaders
{
    public const string Pages =
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>For a page whose script asks the site for news of what it shows.</summary>
    public const string LivePages = Pages + "; connect-src 'self'";

    /// <summary>
    /// For the HTML part of a mail, which is nobody's page: no script, no network, an origin of its own. Styles written
    /// on its elements are let through, as mail programs do.
    /// </summary>
    public const string Mail = "sandbox; default-src 'none'; style-src-attr 'unsafe-inline'; frame-ancestors 'none'";

    /// <summary>For a file from outside: should a browser show it after all, it can do nothing.</summary>
    public const string File = "sandbox; default-src 'none'; frame-ancestors 'none'";

    internal static void Apply(HttpContext http, Audience audience)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Pages;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer"; // A status page's address is its key.
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (audience is not Audience.Everyone)
            headers.CacheControl = "no-store";
        if (audience is not (Audience.Everyone or Audience.Operators))
            headers["X-Robots-Tag"] = "noindex";
    }
}
