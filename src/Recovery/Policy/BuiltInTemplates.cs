using System.Text.Json;

namespace Recovery.Policy;

/// <summary>Templates of the shipped pack <c>default</c>, for policies written before there were such messages.</summary>
internal static class BuiltInTemplates
{
    private static readonly Lazy<CustomerTemplates> s_english = new(() =>
        JsonSerializer.Deserialize<PolicyDocument>(PolicyLoader.Pack("default")!, PolicyJson.Options)!.Messages["en"]);

    public static MessageTemplate Incident => s_english.Value.Incident!;

    public static string PublicReply => s_english.Value.PublicReply!;
}
