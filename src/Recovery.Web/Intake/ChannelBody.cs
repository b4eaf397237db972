using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Bodies of channels, which are larger than others and are kept as they came.</summary>
internal static class ChannelBody
{
    public static async Task<(byte[]? Body, IResult? Problem)> ReadAsync(HttpContext http, int limit)
    {
        // No provider compresses what it posts, and what is never unpacked cannot grow.
        if (http.Request.Headers.ContentEncoding.ToString() is not ("" or "identity"))
        {
            http.Response.Headers.AcceptEncoding = "identity";
            return (null, Problems.Compressed());
        }

        // Kestrel's own limit is 30 MB.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } own)
            own.MaxRequestBodySize = (long)limit + 1;
        return await RequestBody.ReadAsync(http, limit) is { } body
            ? (body, null)
            : (null, Problems.TooLarge($"A body may have {limit / (1024 * 1024)} MB here."));
    }
}
