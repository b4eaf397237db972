using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Lets in programs that bring mail, calls and reviews, by <see cref="IntakeAccess"/>.</summary>
internal static class IntakeDoor
{
    /// <summary>Headers of proxies, and those under which ASP.NET keeps what it took out of them: whoever sent it is elsewhere.</summary>
    private static readonly string[] s_forwarded =
    [
        "Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Original-Host", "X-Original-Proto",
    ];

    /// <summary>Null when it may come in; else the answer.</summary>
    public static IResult? Refuse(HttpContext http) =>
        TooMany(http) ?? (IsOpen(http) || HasKey(http) ? null : http.Service<IntakeAccess>().Key is null ? Asked(http, Problems.NoIntakeKey()) : Unauthorized(http));

    /// <summary>Without a key anybody may knock, so that each source may knock only so often.</summary>
    public static IResult? TooMany(HttpContext http)
    {
        if (http.Service<IntakeAccess>().Key is not null || http.Service<SourceLimits>().Api(http) is not { } wait)
            return null;
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
        return Problems.TooMany(wait);
    }

    /// <summary>The key was sent and is right.</summary>
    public static bool HasKey(HttpContext http)
    {
        if (http.Service<IntakeAccess>().Key is not { } key)
            return false;
        return Given(http).Aggregate(false, (found, given) => found | Same(key, given));
    }

    /// <summary>Compared as hashes: how long it takes tells neither where they differ nor how long the secret is.</summary>
    public static bool Same(string secret, string given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    public static IResult Unauthorized(HttpContext http) => Asked(http, Problems.IntakeOnly());

    /// <summary>Whoever is answered with 401 is told by what to prove themselves (RFC 9110).</summary>
    private static IResult Asked(HttpContext http, IResult refusal)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"intake\"";
        return refusal;
    }

    private static bool IsOpen(HttpContext http)
    {
        var access = http.Service<IntakeAccess>();
        if (access.Key is not null)
            return false;
        return access.OpenTo is IntakeOpenness.Everybody || (access.OpenTo is IntakeOpenness.ThisMachine && IsThisMachine(http));
    }

    private static bool IsThisMachine(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from) || s_forwarded.Any(http.Request.Headers.ContainsKey))
            return false;
        // A page of another site, open in a browser on this machine, comes from this machine too: under its own name, or by a
        // name of its own that leads here.
        var host = http.Request.Host.Host;
        var here = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named));
        return here && http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    private static IEnumerable<string> Given(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            yield return authorization["Bearer ".Length..].Trim();
        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Password(authorization["Basic ".Length..].Trim()) is { } password)
            yield return password;
        foreach (var given in http.Request.Headers["x-functions-key"].Concat(http.Request.Query["code"]))
            yield return given ?? "";
    }

    private static string? Password(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var written))
            return null;
        return Encoding.UTF8.GetString(bytes, 0, written).Split(':', 2) is [_, var password] ? password : null;
    }
}
