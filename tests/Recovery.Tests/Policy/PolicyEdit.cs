using System.Text.Json.Nodes;
using Recovery.Policy;

namespace Recovery.Tests.Policy;

/// <summary>A shipped pack with something done to it, as an author might.</summary>
internal static class PolicyEdit
{
    public static RecoveryPolicy Default { get; } = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;

    /// <summary>The faults of the default pack after the edit.</summary>
    public static IReadOnlyList<PolicyFault> Faults(Action<JsonNode> edit) => PolicyLoader.Load(Json(edit)).Faults;

    public static RecoveryPolicy Accepted(Action<JsonNode> edit)
    {
        var (policy, faults) = PolicyLoader.Load(Json(edit));
        Assert.Empty(faults);
        return policy!;
    }

    public static string Json(Action<JsonNode> edit)
    {
        var document = JsonNode.Parse(PolicyLoader.Pack("default")!)!;
        edit(document);
        return document.ToJsonString();
    }

    /// <summary>Exactly one fault comes of the edit, at this path, and its reason says all of this.</summary>
    public static void IsRefused(Action<JsonNode> edit, string path, params string[] saying)
    {
        var fault = Assert.Single(Faults(edit));
        Assert.Equal(path, fault.Path);
        Assert.All(saying, words => Assert.Contains(words, fault.Reason, StringComparison.Ordinal));
    }

    public static JsonArray List(params string[] items) => [.. items.Select(item => (JsonNode)item)];
}
