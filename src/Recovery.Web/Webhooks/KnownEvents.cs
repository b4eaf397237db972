using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>The catalogue as forms and filters use it.</summary>
internal static class KnownEvents
{
    public static IReadOnlyList<string> Types { get; } = [.. EventCatalogue.Kinds.Select(k => k.Type)];

    /// <summary>With what each says. A test goes to one subscription, whatever it hears of.</summary>
    public static IReadOnlyList<(string Type, string Meaning)> Subscribable { get; } =
        [.. EventCatalogue.Kinds.Where(k => k.Type != EventTypes.WebhookTest).Select(k => (k.Type, k.Meaning))];
}
