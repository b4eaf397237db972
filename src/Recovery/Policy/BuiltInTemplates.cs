using System.Text.Json;
using Recovery.Webhooks;

namespace Recovery.Policy;

/// <summary>Templates of the shipped pack <c>default</c>, for policies written before there were such messages.</summary>
internal static class BuiltInTemplates
{
    private static readonly Lazy<PolicyDocument> s_default = new(() =>
        JsonSerializer.Deserialize<PolicyDocument>(PolicyLoader.Pack("default")!, PolicyJson.Options)!);

    public static MessageTemplate Incident => English.Incident!;

    public static string PublicReply => English.PublicReply!;

    private static CustomerTemplates English => s_default.Value.Messages["en"];

    public static MessageTemplate Of(OwnerNotice notice) => s_default.Value.Alerts.ByNotice().Single(t => t.Notice == notice).Template!;
}
