using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>A webhook as its receiver has it, and how Standard Webhooks 1.0 has them look at it.</summary>
public sealed record ReceivedWebhook(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    private static readonly Duration s_tolerance = Duration.FromMinutes(5);

    public ReceivedWebhook(IEnumerable<(string Name, string Value)> headers, ReadOnlyMemory<byte> body)
        : this(headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase), body)
    {
    }

    public string Id => Headers["webhook-id"];

    public string[] Signatures => Headers["webhook-signature"].Split(' ');

    /// <param name="key">The shared secret, or the public key.</param>
    public bool IsGenuine(string key, Instant now)
    {
        var sent = Instant.FromUnixTimeSeconds(long.Parse(Headers["webhook-timestamp"], NumberStyles.None, CultureInfo.InvariantCulture));
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}."), .. Body.Span];
        var bytes = Convert.FromBase64String(key[(key.IndexOf('_', StringComparison.Ordinal) + 1)..]);
        return sent > now - s_tolerance && sent < now + s_tolerance && Signatures.Any(s => key.StartsWith("whpk_", StringComparison.Ordinal)
            ? Signature(s, "v1a,") is { Length: 64 } signed && Ed25519.Verify(signed, 0, bytes, 0, content, 0, content.Length)
            : CryptographicOperations.FixedTimeEquals(Signature(s, "v1,"), HMACSHA256.HashData(bytes, content)));
    }

    private static byte[] Signature(string signature, string scheme) =>
        signature.StartsWith(scheme, StringComparison.Ordinal) ? Convert.FromBase64String(signature[scheme.Length..]) : [];
}

/// <summary>Protects nothing, but is not what it was given.</summary>
public sealed class MarkedSecrets : ISecretProtection
{
    private int _unprotected;

    /// <summary>How often a secret was read.</summary>
    public int Unprotected => Volatile.Read(ref _unprotected);

    public string Protect(string secret) => "stored:" + secret;

    public string Unprotect(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        Interlocked.Increment(ref _unprotected);
        return stored.StartsWith("stored:", StringComparison.Ordinal) ? stored["stored:".Length..] : throw new CryptographicException("Not protected here.");
    }
}
