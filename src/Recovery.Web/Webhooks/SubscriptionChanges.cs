using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>What came of a change.</summary>
/// <param name="Subscription">As it is now; null when there is none.</param>
/// <param name="Secret">A new shared secret, to be shown this once; null for a repeat, and for Ed25519, whose secret nobody else needs.</param>
/// <param name="IsNew">It was made just now, and not by an earlier request of the same name.</param>
internal sealed record SubscriptionChange(Subscription? Subscription, string? Secret = null, ChangeFault Fault = ChangeFault.None, bool IsNew = false);

internal enum ChangeFault
{
    None,
    NotFound,

    /// <summary>The idempotency key was another request's.</summary>
    KeyReused,

    /// <summary>There are <see cref="ISubscriptions.Most"/>.</summary>
    TooMany,

    /// <summary>It has another version than the one asked for.</summary>
    Stale,

    /// <summary>How it is signed stays as it was made.</summary>
    OtherSigning,
}

/// <summary>Name of a request, and what tells it from another under the same name.</summary>
/// <param name="Key">Null for a request that nobody can repeat.</param>
internal sealed record ChangeRequest(string? Key, string Fingerprint)
{
    /// <summary>16 characters of base32 by the key alone.</summary>
    public string KeyPart { get; } = CaseId.Base32(SHA256.HashData(Encoding.UTF8.GetBytes($"webhook\n{Key ?? Guid.NewGuid().ToString("N")}")).AsSpan(0, 10));

    /// <summary>These, and 10 by the content.</summary>
    public string Id => KeyPart + CaseId.Base32(SHA256.HashData(Encoding.UTF8.GetBytes($"{KeyPart}\n{Fingerprint}")).AsSpan(0, 6));
}

/// <summary>Makes, changes and removes subscriptions; the same for programs and for the console.</summary>
internal sealed class SubscriptionChanges(ISubscriptions subscriptions, IEventLog log, ISecretProtection protection, IWebhookNudges nudges, IClock clock)
{
    private const string IdPrefix = "wh_";

    /// <summary>It hears of events from now on. The id holds what the request is known again by, however the subscription changes later.</summary>
    public async Task<SubscriptionChange> CreateAsync(SubscriptionDraft draft, ChangeRequest request, CancellationToken cancel)
    {
        var all = await subscriptions.ListAsync(cancel);
        var id = IdPrefix + request.Id;
        if (all.FirstOrDefault(s => s.Id.StartsWith(IdPrefix + request.KeyPart, StringComparison.Ordinal)) is { } known)
            return new SubscriptionChange(known, Fault: known.Id == id ? ChangeFault.None : ChangeFault.KeyReused);
        if (all.Count >= ISubscriptions.Most)
            return new SubscriptionChange(null, Fault: ChangeFault.TooMany);

        var (now, scheme) = (clock.GetCurrentInstant(), draft.Signing ?? SignatureScheme.V1);
        var secret = NewSecret(scheme);
        var subscription = new Subscription
        {
            Id = id,
            Url = draft.Url,
            Name = draft.Name,
            Types = draft.Types,
            Envelope = draft.Envelope,
            Signing = scheme,
            Keys = [secret.Key(protection, now)],
            Owner = draft.Owner,
            CreatedAt = now,
            Version = 1,
        };
        try
        {
            await subscriptions.AddAsync(subscription, await log.LastAsync(cancel), cancel);
        }
        catch (InvalidOperationException) when (request.Key is not null)
        {
            return new SubscriptionChange(await subscriptions.FindAsync(id, cancel)); // The same request came twice at once.
        }

        await nudges.NudgeAsync(id, cancel);
        return new SubscriptionChange(subscription, Shown(scheme, secret), IsNew: true);
    }

    public Task<SubscriptionChange> ReplaceAsync(string id, SubscriptionDraft draft, int? expected, CancellationToken cancel) =>
        EditAsync(id, expected, s => draft.Signing is { } signing && signing != s.Signing
            ? new SubscriptionChange(s, Fault: ChangeFault.OtherSigning)
            : new SubscriptionChange(s with { Url = draft.Url, Name = draft.Name, Types = draft.Types, Envelope = draft.Envelope, Owner = draft.Owner }), cancel);

    /// <param name="overlap">How long the keys until now go on signing.</param>
    public Task<SubscriptionChange> RotateAsync(string id, Duration overlap, ChangeRequest request, CancellationToken cancel) =>
        EditAsync(id, null, s =>
        {
            if (s.Keys.FirstOrDefault(k => k.Request?.StartsWith(request.KeyPart, StringComparison.Ordinal) is true) is { } known)
                return new SubscriptionChange(s, Fault: known.Request == request.Id ? ChangeFault.None : ChangeFault.KeyReused);
            var now = clock.GetCurrentInstant();
            var secret = NewSecret(s.Signing);
            var fresh = secret.Key(protection, now) with { Request = request.Id };
            return new SubscriptionChange(s with { Keys = WebhookSecrets.Rotate(s.Keys, fresh, now, overlap) }, Shown(s.Signing, secret));
        }, cancel);

    public Task<bool> RemoveAsync(string id, CancellationToken cancel) => subscriptions.RemoveAsync(id, cancel);

    /// <param name="edit">Of what is stored makes what is to be; the same one for no change.</param>
    private async Task<SubscriptionChange> EditAsync(string id, int? expected, Func<Subscription, SubscriptionChange> edit, CancellationToken cancel)
    {
        while (true)
        {
            if (await subscriptions.FindAsync(id, cancel) is not { } stored)
                return new SubscriptionChange(null, Fault: ChangeFault.NotFound);
            if (expected is { } version && version != stored.Version)
                return new SubscriptionChange(stored, Fault: ChangeFault.Stale);
            var change = edit(stored);
            if (change.Fault is not ChangeFault.None || change.Subscription == stored)
                return change;
            if (!await subscriptions.SaveAsync(change.Subscription!, cancel))
                continue;
            await nudges.NudgeAsync(id, cancel); // What waits may get through now.
            return change with { Subscription = change.Subscription! with { Version = stored.Version + 1 } };
        }
    }

    private static NewSecret NewSecret(SignatureScheme scheme) => WebhookSecrets.Make(scheme, RandomNumberGenerator.GetBytes(WebhookSecrets.RandomBytes));

    private static string? Shown(SignatureScheme scheme, NewSecret secret) => scheme is SignatureScheme.V1 ? secret.Text : null;
}
