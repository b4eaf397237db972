using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Recovery.Web.Intake;

/// <summary>What providers sign their requests with. All compare in constant time.</summary>
internal static class ProviderSignatures
{
    public const string SendGridSignature = "X-Twilio-Email-Event-Webhook-Signature";
    public const string SendGridTimestamp = "X-Twilio-Email-Event-Webhook-Timestamp";
    public const string TwilioSignature = "X-Twilio-Signature";

    /// <summary>Mailgun tries for 8 hours; its signature says nothing of the body, so that one overheard must not be good for ever.</summary>
    private static readonly TimeSpan s_freshness = TimeSpan.FromHours(12);

    /// <summary>Hexadecimal HMAC-SHA256 of timestamp and token (Mailgun, Securing Webhooks).</summary>
    public static bool IsMailgun(string signingKey, string timestamp, string token, string signature, DateTimeOffset now)
    {
        // RFC 3339 has no year beyond 9999; far beyond it DateTimeOffset ends too.
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799)
            return false;
        var age = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        var right = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Encoding.UTF8.GetBytes(timestamp + token)));
        return Same(right, signature.ToLowerInvariant()) && age.Duration() <= s_freshness;
    }

    /// <summary>ECDSA over timestamp and body, in base64 of DER (SendGrid, Securing your Inbound Parse webhooks).</summary>
    /// <param name="verificationKey">Base64 of a SubjectPublicKeyInfo.</param>
    public static bool IsSendGrid(string verificationKey, string timestamp, string signature, ReadOnlySpan<byte> body)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(verificationKey), out _);
            byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp), .. body];
            return key.VerifyData(signed, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>
    /// Base64 of the HMAC-SHA1 of the address, followed by the form's fields by name; a body that is no form has its SHA-256 in the
    /// address, as <c>bodySHA256</c> (Twilio, Webhooks security).
    /// </summary>
    /// <param name="url">As Twilio called it.</param>
    /// <param name="form">Null when the body is no form.</param>
    /// <param name="bodyHash">Value of <c>bodySHA256</c> in the address; null when there is none.</param>
    public static bool IsTwilio(
        string authToken, string url, IEnumerable<KeyValuePair<string, string>>? form, string? bodyHash, ReadOnlySpan<byte> body, string signature)
    {
        if (form is null && !Same(Convert.ToHexStringLower(SHA256.HashData(body)), bodyHash?.ToLowerInvariant() ?? ""))
            return false;
        var signed = new StringBuilder(url);
        foreach (var (name, value) in (form ?? []).OrderBy(f => f.Key, StringComparer.Ordinal))
            signed.Append(name).Append(value);
#pragma warning disable CA5350 // Twilio signs with SHA-1; as an HMAC it still holds.
        var right = HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString()));
#pragma warning restore CA5350
        return Same(Convert.ToBase64String(right), signature);
    }

    public static bool Same(string right, string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(given));
}
