using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Recovery.Web.Http;

namespace Recovery.Web.Operations;

/// <summary>Style sheets, scripts and pictures, held in the assembly: a file's address changes with its content, so it may be kept for good.</summary>
internal static class SiteAssets
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Asset> s_assets = Load().ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>Address of a file with the hash of its content.</summary>
    public static string Url(string name) => $"/{Prefix}{name}?v={s_assets[name].Hash}";

    public static Task<IResult> ShowAsync(HttpContext http)
    {
        if (!s_assets.TryGetValue(http.RouteText("file"), out var asset))
            return Task.FromResult(Notices.NoSuchPage());
        http.Response.Headers.CacheControl = http.Request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "public, max-age=300";
        return Task.FromResult(Results.Bytes(asset.Content, s_types[Path.GetExtension(asset.Name)]));
    }

    private static IEnumerable<Asset> Load()
    {
        var assembly = typeof(SiteAssets).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new Asset(resource[Prefix.Length..], content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
        }
    }

    private sealed record Asset(string Name, byte[] Content, string Hash);
}
