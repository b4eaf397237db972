using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Bodies of channels, which are larger than others and are kept as they came.</summary>
internal static class ChannelBody
{
    private const long PassedOver = 100L * 1024 * 1024;

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
            own.MaxRequestBodySize = PassedOver;
        if (await RequestBody.ReadAsync(http, limit) is { } body)
            return (body, null);
        await PassOverAsync(http);
        return (null, Problems.TooLarge($"A body may have {Size(limit)} here."));
    }

    /// <summary>Who is cut off while sending never reads why, and sends it all again.</summary>
    private static async Task PassOverAsync(HttpContext http)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (long seen = 0, read = 1; read > 0 && seen < PassedOver; seen += read)
                read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Size(int bytes) => bytes < 1024 * 1024 ? $"{bytes / 1024} KB" : $"{bytes / (1024 * 1024)} MB";
}
