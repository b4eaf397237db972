using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Webhooks;

/// <summary>A downstream app that hears of events: where, of which, and how they are signed.</summary>
public sealed record Subscription
{
    /// <summary><c>wh_</c> and 26 characters of base32.</summary>
    public required string Id { get; init; }

    public required Uri Url { get; init; }

    /// <summary>What staff call it.</summary>
    public required string Name { get; init; }

    /// <summary>Types that it hears of; empty for every one, those of later versions too.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    public EventEnvelope Envelope { get; init; }

    public SignatureScheme Signing { get; init; }

    /// <summary>Newest first. All that have not expired sign.</summary>
    public required ImmutableArray<SigningKey> Keys { get; init; }

    /// <summary>Address of who is told when deliveries are given up; null for the operators of the policy.</summary>
    public string? Owner { get; init; }

    public SubscriptionState State { get; init; }

    /// <summary>Why it is paused or disabled, for staff.</summary>
    public string? StateReason { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>1 at first; each save adds one.</summary>
    public int Version { get; init; }
}

public enum EventEnvelope
{
    /// <summary><c>{type, timestamp, data}</c> as Standard Webhooks 1.0 has it.</summary>
    Standard,

    /// <summary>CloudEvents 1.0, structured mode, <c>application/cloudevents+json</c>.</summary>
    CloudEvents,
}

public enum SignatureScheme
{
    /// <summary>HMAC-SHA256 with a shared secret.</summary>
    V1,

    /// <summary>Ed25519 (RFC 8032) with a key of which the receiver needs the public half alone.</summary>
    V1a,
}

public enum SubscriptionState
{
    Active,

    /// <summary>By staff. Events go on into the log, and are delivered once it is resumed, as long as they are kept.</summary>
    Paused,

    /// <summary>By the receiver, who answered 410.</summary>
    Disabled,
}

/// <param name="Protected">The secret (<c>whsec_</c>, or <c>whsk_</c> for Ed25519), protected by <see cref="ISecretProtection"/>.</param>
/// <param name="PublicKey"><c>whpk_</c> and base64; null for a shared secret.</param>
/// <param name="ExpiresAt">When it stops signing, after a rotation; null for the newest.</param>
public sealed record SigningKey(string Protected, string? PublicKey, Instant CreatedAt, Instant? ExpiresAt)
{
    /// <summary>What asked for it, so that the same request again makes no other; null for the first key of a subscription.</summary>
    public string? Request { get; init; }

    public bool SignsAt(Instant now) => ExpiresAt is not { } end || now < end;
}

/// <summary>Makes secrets unreadable where they are stored.</summary>
public interface ISecretProtection
{
    string Protect(string secret);

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was not protected by this installation, or its key is lost.</exception>
    string Unprotect(string stored);
}

/// <summary>Where subscriptions are kept.</summary>
public interface ISubscriptions
{
    /// <summary>All, oldest first. There are at most <see cref="Most"/>.</summary>
    Task<IReadOnlyList<Subscription>> ListAsync(CancellationToken cancel);

    Task<Subscription?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Adds it with the position in the log after which it hears of events.</summary>
    /// <exception cref="InvalidOperationException">The id is taken.</exception>
    Task AddAsync(Subscription subscription, long position, CancellationToken cancel);

    /// <summary>Saves what <see cref="Subscription.Version"/> was read as, with one added.</summary>
    /// <returns>False when the stored version is another, or it is gone.</returns>
    Task<bool> SaveAsync(Subscription subscription, CancellationToken cancel);

    /// <summary>Takes it away with all its deliveries.</summary>
    /// <returns>False when it was not there.</returns>
    Task<bool> RemoveAsync(string id, CancellationToken cancel);

    /// <summary>A new one above this is refused: each costs every event a delivery.</summary>
    static int Most => 200;
}
