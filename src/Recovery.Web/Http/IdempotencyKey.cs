using Microsoft.AspNetCore.Http;
using Recovery.Intake;

namespace Recovery.Web.Http;

/// <summary>The caller's own name for a request: sent again under it, the request changes nothing and is answered the same.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public static (string? Key, IResult? Fault) Of(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        if (given.Count == 0)
            return (null, null);
        var key = given.ToString().Trim();
        return IsOne(key) && given.Count == 1 ? (key, null) : (null, Problems.Invalid(Header, $"must be one key of {Shape}"));
    }

    /// <summary>What a key looks like, in words.</summary>
    public static string Shape { get; } = $"1 to {IntakeLimits.IdempotencyKey} printable ASCII characters";

    public static bool IsOne(string key) => key.Length is > 0 and <= IntakeLimits.IdempotencyKey && key.All(c => c is >= ' ' and <= '~');
}
