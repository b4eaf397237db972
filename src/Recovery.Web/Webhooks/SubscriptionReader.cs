using System.Collections.Frozen;
using System.Collections.Immutable;
using Recovery.Webhooks;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Webhooks;

/// <summary>What somebody wants of a subscription.</summary>
/// <param name="Signing">Null for what it is, or <c>v1</c> of a new one.</param>
internal sealed record SubscriptionDraft(Uri Url, string Name, ImmutableArray<string> Types, EventEnvelope Envelope, SignatureScheme? Signing, string? Owner);

/// <summary>Reads a subscription from JSON or from a form.</summary>
internal static class SubscriptionReader
{
    /// <summary>The rules for addresses have their own limit, and say so.</summary>
    private const int LongestText = 10_000;

    public const int LongestName = 100;

    public static readonly IReadOnlyList<string> Members = ["url", "name", "types", "envelope", "signing", "owner"];

    private static readonly FrozenDictionary<string, EventEnvelope> s_envelopes =
        Enum.GetValues<EventEnvelope>().ToFrozenDictionary(WebhookViews.Envelope, e => e, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SignatureScheme> s_schemes =
        Enum.GetValues<SignatureScheme>().ToFrozenDictionary(WebhookViews.Signing, s => s, StringComparer.Ordinal);

    /// <summary>Null with a fault at least.</summary>
    public static SubscriptionDraft? Read(IReadOnlyDictionary<string, object?> members, ReceiverRules rules, List<FieldFault> faults)
    {
        var fields = new FieldReader(members, faults);
        fields.Only(Members);
        var url = ReadUrl(fields, rules);
        var name = fields.Text("name", LongestName, required: true);
        var types = KnownTypes("types", fields.Texts("types") ?? [], fields);
        var envelope = fields.Choice("envelope", s_envelopes);
        var signing = fields.Choice("signing", s_schemes);
        var owner = fields.Text("owner", 254);
        ComplaintReader.CheckEmail(fields, owner, "owner");
        return faults.Count > 0 || url is null || name is null ? null : new SubscriptionDraft(url, name, types, envelope ?? EventEnvelope.Standard, signing, owner);
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

    private static Uri? ReadUrl(FieldReader fields, ReceiverRules rules)
    {
        if (fields.Text("url", LongestText, required: true) is not { } text)
            return null;
        if (rules.Fault(text, out var url) is { } fault)
            fields.Fault("url", fault);
        return url;
    }
}
