using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Recovery.Webhooks;

/// <summary>Signs as Standard Webhooks 1.0 has it, with every key of the subscription that has not expired.</summary>
public sealed class WebhookSigner(ISecretProtection protection)
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>More than all keys of all subscriptions; rotated ones go when it is full.</summary>
    private const int MostCached = 1000;

    /// <summary>By the stored text, since taking off the protection costs more than signing.</summary>
    private readonly ConcurrentDictionary<string, ISigner> _signers = new(StringComparer.Ordinal);

    private interface ISigner
    {
        string Sign(byte[] content);
    }

    /// <param name="sent">In real time, for the timestamp: receivers refuse one that is minutes away from their clock.</param>
    /// <param name="now">By the clock of the site, by which a rotation set until when a key signs.</param>
    /// <returns><c>webhook-id</c>, <c>webhook-timestamp</c> (seconds since 1970) and <c>webhook-signature</c>.</returns>
    /// <exception cref="CryptographicException">A secret cannot be read, or none signs any longer.</exception>
    public IReadOnlyList<(string Name, string Value)> Sign(Subscription subscription, string eventId, Instant sent, Instant now, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        // A full stop in the id would let the same bytes be read as another id and timestamp.
        if (string.IsNullOrEmpty(eventId) || eventId.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException("An event's id is not empty and holds no full stop.", nameof(eventId));
        var timestamp = sent.ToUnixTimeSeconds().ToString();
        byte[] content = [.. Encoding.UTF8.GetBytes($"{eventId}.{timestamp}."), .. body.Span];
        var signatures = string.Join(' ', subscription.Keys.Where(k => k.SignsAt(now)).Select(k => SignerOf(k).Sign(content)));
        return signatures.Length > 0
            ? [(IdHeader, eventId), (TimestampHeader, timestamp), (SignatureHeader, signatures)]
            : throw new CryptographicException("No key signs any longer.");
    }

    private ISigner SignerOf(SigningKey key)
    {
        if (_signers.TryGetValue(key.Protected, out var known))
            return known;
        var read = Read(protection.Unprotect(key.Protected));
        if (_signers.Count >= MostCached)
            _signers.Clear();
        return _signers.GetOrAdd(key.Protected, read);
    }

    private static ISigner Read(string secret)
    {
        var isPrivate = secret.StartsWith(WebhookSecrets.PrivatePrefix, StringComparison.Ordinal);
        var prefix = isPrivate ? WebhookSecrets.PrivatePrefix : WebhookSecrets.SharedPrefix;
        var bytes = new byte[secret.Length];
        if (!secret.StartsWith(prefix, StringComparison.Ordinal) || !Convert.TryFromBase64String(secret[prefix.Length..], bytes, out var length)
            || length == 0 || (isPrivate && length != Ed25519.SecretKeySize))
        {
            throw new CryptographicException("The stored secret is of no known kind.");
        }
        return isPrivate ? new PrivateKey(bytes[..length]) : new SharedSecret(bytes[..length]);
    }

    private sealed class SharedSecret(byte[] secret) : ISigner
    {
        public string Sign(byte[] content) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, content));
    }

    private sealed class PrivateKey(byte[] seed) : ISigner
    {
        private readonly Ed25519PrivateKeyParameters _key = new(seed);

        public string Sign(byte[] content)
        {
            var signature = new byte[Ed25519.SignatureSize];
            _key.Sign(Ed25519.Algorithm.Ed25519, null, content, 0, content.Length, signature, 0);
            return "v1a," + Convert.ToBase64String(signature);
        }
    }
}
