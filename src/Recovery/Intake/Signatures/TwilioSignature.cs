using System.Security.Cryptography;
using System.Text;

namespace Recovery.Intake.Signatures;

/// <summary>
/// Proves that a post is Twilio's: HMAC-SHA1 over the address and the fields, in base64 (twilio.com/docs/usage/security). Of a body
/// that is no form it signs the address, which carries the body's SHA-256.
/// </summary>
public static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    private const string BodyHash = "bodySHA256";

    /// <param name="url">The address as Twilio called it, with its query: behind a proxy not what the server sees.</param>
    /// <param name="fields">Of the form, decoded; none for a request without one.</param>
    public static bool IsValid(string authToken, string url, IEnumerable<KeyValuePair<string, string>> fields, string signature)
    {
        var sorted = new StringBuilder();
        foreach (var (name, value) in fields.Distinct().OrderBy(f => f.Key, StringComparer.Ordinal).ThenBy(f => f.Value, StringComparer.Ordinal))
            sorted.Append(name).Append(value);
        return IsSigned(authToken, url, sorted.ToString(), signature);
    }

    /// <summary>Of a body that is no form, such as JSON.</summary>
    public static bool IsValidBody(string authToken, string url, ReadOnlySpan<byte> body, string signature)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return false;
        var said = address.Query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith(BodyHash + "=", StringComparison.Ordinal));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return said is not null
            && said.Length == BodyHash.Length + 1 + (2 * hash.Length)
            && Convert.FromHexString(said.AsSpan(BodyHash.Length + 1), hash, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(body), hash)
            && IsSigned(authToken, url, "", signature);
    }

    /// <summary>Twilio leaves the port out of what it signs at one time and not at another; its own libraries try both.</summary>
    private static bool IsSigned(string authToken, string url, string fields, string signature)
    {
        Span<byte> given = stackalloc byte[SHA1.HashSizeInBytes];
        if (authToken.Length == 0 || !Convert.TryFromBase64String(signature, given, out var length) || length != given.Length)
            return false;
        var key = Encoding.UTF8.GetBytes(authToken);
        var signed = false;
        foreach (var form in (ReadOnlySpan<string?>)[url, WithPort(url), WithoutPort(url)])
        {
            if (form is not null)
                signed |= CryptographicOperations.FixedTimeEquals(Hash(key, form + fields), given);
        }

        return signed;
    }

    // Twilio's choice, not ours; as a keyed hash SHA-1 is not broken.
#pragma warning disable CA5350
    private static byte[] Hash(byte[] key, string text) => HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350

    private static string? WithPort(string url) =>
        Authority(url) is var (_, end) && Uri.TryCreate(url, UriKind.Absolute, out var read) && !HasPort(url) ? url.Insert(end, $":{read.Port}") : null;

    private static string? WithoutPort(string url)
    {
        if (Authority(url) is not var (_, end) || !HasPort(url))
            return null;
        var colon = url.LastIndexOf(':', end - 1);
        return url.Remove(colon, end - colon);
    }

    private static bool HasPort(string url) =>
        Authority(url) is var (start, end) && url.LastIndexOf(':', end - 1) is var colon && colon >= start && url.AsSpan(colon + 1, end - colon - 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Where host and port begin and end; the rest of the address must stay as it is written.</summary>
    private static (int Start, int End)? Authority(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += 3;
        var end = url.AsSpan(start).IndexOfAny('/', '?', '#');
        return (start, end < 0 ? url.Length : start + end);
    }
}
