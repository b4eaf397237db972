using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Recovery.Web.Http;

namespace Recovery.Web.OpenApi;

/// <summary>The description of the API (OpenAPI 3.1), open to all: it tells nothing that the docs do not.</summary>
internal static class OpenApiHandlers
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<string> s_text = new(() => OpenApiAssembly.Build().ToJsonString(s_options));

    /// <summary>With this site's address as its server. Who has it asks again after five minutes, and by its tag.</summary>
    public static Task<IResult> ShowAsync(HttpContext http)
    {
        var site = JsonEncodedText.Encode(Links.Site(http), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        var bytes = Encoding.UTF8.GetBytes(s_text.Value.Replace(OpenApiAssembly.Site, site, StringComparison.Ordinal));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Task.FromResult(Results.Bytes(bytes, "application/json", entityTag: tag));
    }
}
