using System.Collections.Immutable;
using NodaTime;
using Org.BouncyCastle.Crypto.Parameters;

namespace Recovery.Webhooks;

/// <summary>
/// Secrets as Standard Webhooks 1.0 writes them: a prefix that says what they are, and base64. An Ed25519 secret is its seed of
/// 32 bytes (RFC 8032, 5.1.5), as the reference library for Go reads it.
/// </summary>
public static class WebhookSecrets
{
    /// <summary>Of randomness in a secret of either scheme. Standard Webhooks asks for 24 to 64 of a shared one.</summary>
    public const int RandomBytes = 32;

    /// <summary>Keys of one subscription that sign at a time; a header with more signatures helps no receiver.</summary>
    public const int MostKeys = 3;

    internal const string SharedPrefix = "whsec_";
    internal const string PrivatePrefix = "whsk_";
    internal const string PublicPrefix = "whpk_";

    /// <summary>How long the old key goes on signing after a rotation, unless staff choose otherwise.</summary>
    public static Duration Overlap => Duration.FromHours(24);

    public static Duration LongestOverlap => Duration.FromDays(30);

    /// <param name="random"><see cref="RandomBytes"/> from a cryptographic source.</param>
    public static NewSecret Make(SignatureScheme scheme, ReadOnlySpan<byte> random)
    {
        if (random.Length != RandomBytes)
            throw new ArgumentException($"A secret has {RandomBytes} bytes.", nameof(random));
        if (scheme == SignatureScheme.V1)
            return new NewSecret(SharedPrefix + Convert.ToBase64String(random), null);
        var publicKey = new Ed25519PrivateKeyParameters(random).GeneratePublicKey().GetEncoded();
        return new NewSecret(PrivatePrefix + Convert.ToBase64String(random), PublicPrefix + Convert.ToBase64String(publicKey));
    }

    /// <summary>
    /// Puts a new key first and lets those before it go on signing for <paramref name="overlap"/>, or for what is left to them if
    /// that is less. Beyond <see cref="MostKeys"/> the oldest stop at once.
    /// </summary>
    /// <param name="overlap">0, for a secret that has leaked, to <see cref="LongestOverlap"/>.</param>
    public static ImmutableArray<SigningKey> Rotate(ImmutableArray<SigningKey> keys, SigningKey fresh, Instant now, Duration overlap)
    {
        ArgumentNullException.ThrowIfNull(fresh);
        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, Duration.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, LongestOverlap);
        var end = now + overlap;
        return
        [
            fresh,
            .. keys.Select(k => k.ExpiresAt < end ? k : k with { ExpiresAt = end }).Where(k => k.SignsAt(now)).Take(MostKeys - 1),
        ];
    }
}

/// <summary>A secret that was just made. It is shown to staff once, and kept only protected.</summary>
/// <param name="text"><c>whsec_</c> or <c>whsk_</c> and base64.</param>
/// <param name="publicKey"><c>whpk_</c> and base64; null for a shared secret.</param>
public sealed class NewSecret(string text, string? publicKey)
{
    public string Text { get; } = text;

    public string? PublicKey { get; } = publicKey;

    public SigningKey Key(ISecretProtection protection, Instant now)
    {
        ArgumentNullException.ThrowIfNull(protection);
        return new SigningKey(protection.Protect(Text), PublicKey, now, null);
    }
}
