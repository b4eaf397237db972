using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Recovery.Intake.Signatures;

/// <summary>
/// Proves that a post is Mailgun's: HMAC-SHA256 over timestamp and token, in hexadecimal (documentation.mailgun.com, "Securing
/// Webhooks"). It does not cover the mail itself, so one that leaks is of use to others until it is too old.
/// </summary>
public static class MailgunSignature
{
    /// <summary>Mailgun tries again for 8 hours; that it signs anew each time is written nowhere, and a refusal makes it stop.</summary>
    public static readonly Duration Oldest = Duration.FromHours(12);

    public static readonly Duration FurthestAhead = Duration.FromMinutes(5);

    /// <param name="timestamp">Seconds since 1970.</param>
    public static bool IsValid(string signingKey, string timestamp, string token, string signature, Instant now) =>
        IsMailguns(signingKey, timestamp, token, signature) && IsTimely(timestamp, now);

    /// <summary>Whether Mailgun made it, whenever that was.</summary>
    public static bool IsMailguns(string signingKey, string timestamp, string token, string signature)
    {
        if (signingKey.Length == 0 || timestamp.Length == 0 || token.Length == 0 || signature.Length != 2 * SHA256.HashSizeInBytes)
            return false;
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature, given, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Encoding.UTF8.GetBytes(timestamp + token));
        return CryptographicOperations.FixedTimeEquals(right, given);
    }

    private static bool IsTimely(string timestamp, Instant now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        var ahead = seconds - now.ToUnixTimeSeconds();
        return ahead >= -Oldest.TotalSeconds && ahead <= FurthestAhead.TotalSeconds;
    }
}
