using System.Collections.Immutable;

namespace Recovery.Web.Webhooks;

/// <summary>Roles whose people may change subscriptions. A host that knows roles by itself passes them on, though nobody of the policy has them.</summary>
public static class WebhookRoles
{
    public static ImmutableArray<string> Changing { get; } = ["operator", "integrator"];
}
