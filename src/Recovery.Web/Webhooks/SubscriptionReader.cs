using System.Collections.Frozen;
using System.Collections.Immutable;
using Recovery.Web.Http;
using Recovery.Web.Intake;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>What somebody wants of a subscription.</summary>
/// <param name="Signing">Null for what it is, or <c>v1</c> of a new one.</param>
/// <param name="Notice">A sentence about the address that does not hinder; null for none.</param>
internal sealed record SubscriptionDraft(
    Uri Url, string Name, ImmutableArray<string> Types, EventEnvelope Envelope, SignatureScheme? Signing, string? Owner, string? Notice);

/// <summary>Reads a subscription from JSON or from a form.</summary>
internal static class SubscriptionReader
{
    private const int LongestText = 10_000;

    public const int LongestName = 100;

    public static readonly IReadOnlyList<string> Members = ["url", "name", "types", "envelope", "signing", "owner"];

    private static readonly FrozenDictionary<string, EventEnvelope> s_envelopes =
        Enum.GetValues<EventEnvelope>().ToFrozenDictionary(WebhookViews.Envelope, e => e, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SignatureScheme> s_schemes =
        Enum.GetValues<SignatureScheme>().ToFrozenDictionary(WebhookViews.Signing, s => s, StringComparer.Ordinal);

    /// <summary>Null with a fault at least.</summary>
    public static async Task<SubscriptionDraft?> ReadAsync(
        IReadOnlyDictionary<string, object?> members, ReceiverCheck check, List<FieldFault> faults, CancellationToken cancel)
    {
        var fields = new FieldReader(members, faults);
        fields.Only(Members);
        // Its own limit is told by the check.
        var receiver = fields.Text("url", LongestText, required: true) is { } text ? await check.LookAsync(text, cancel) : null;
        if (receiver?.Fault is { } refused)
            fields.Fault("url", refused);
        var name = fields.Text("name", LongestName, required: true);
        var types = KnownTypes("types", fields.Texts("types") ?? [], fields);
        var envelope = fields.Choice("envelope", s_envelopes);
        var signing = fields.Choice("signing", s_schemes);
        var owner = fields.Text("owner", 254);
        ComplaintReader.CheckEmail(fields, owner, "owner");
        return faults.Count > 0 || receiver?.Url is not { } url || name is null ? null
            : new SubscriptionDraft(url, name, types, envelope ?? EventEnvelope.Standard, signing, owner, receiver.Notice);
    }

    /// <summary>Each once, in the catalogue's order; what is not in the catalogue is a fault.</summary>
    public static ImmutableArray<string> KnownTypes(string field, IReadOnlyCollection<string> given, FieldReader fields)
    {
        foreach (var unknown in given.Where(t => !KnownEvents.Types.Contains(t, StringComparer.Ordinal)).Take(5))
        {
            var shown = unknown.Length <= 60 ? unknown : unknown[..60] + "…";
            fields.Fault(field, Spelling.Nearest(unknown, KnownEvents.Types) is { } meant
                ? $"names “{shown}”, which is no type of event; did you mean {meant}?"
                : $"names “{shown}”, which is no type of event; there are {string.Join(", ", KnownEvents.Types)}");
        }

        return [.. KnownEvents.Types.Where(t => given.Contains(t, StringComparer.Ordinal))];
    }
}
