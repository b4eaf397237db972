using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;

namespace Recovery.Web.Http;

/// <summary>How the API writes JSON: camel case, absent for null, times as RFC 3339 in UTC. The host's own JSON settings play no part.</summary>
internal static class Wire
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Readable accents and scripts; the answers are JSON documents and never put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly InstantPattern s_instant = InstantPattern.ExtendedIso;

    public static string Time(Instant at) => s_instant.Format(at);

    public static string? Time(Instant? at) => at is { } known ? Time(known) : null;

    /// <summary>A choice as it is written: <c>partly-upheld</c>.</summary>
    public static string Word<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString());

    public static Task WriteAsync<T>(HttpContext http, T body, string contentType)
    {
        http.Response.ContentType = contentType;
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, s_options), http.RequestAborted).AsTask();
    }
}

internal sealed class JsonResult<T>(T body, int status = StatusCodes.Status200OK) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return Wire.WriteAsync(httpContext, body, "application/json");
    }
}

internal static class Json
{
    public static IResult Of<T>(T body, int status = StatusCodes.Status200OK) => new JsonResult<T>(body, status);
}

internal static class Trace
{
    /// <summary>What somebody quotes when they report a fault.</summary>
    public static string Of(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
}
