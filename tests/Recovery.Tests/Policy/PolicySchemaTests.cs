using System.Runtime.CompilerServices;
using System.Text.Json;
using Recovery.Policy;

namespace Recovery.Tests.Policy;

public sealed class PolicySchemaTests
{
    private const string Rewrite = "RECOVERY_WRITE_SCHEMA";

    [Fact]
    public void The_published_schema_is_what_the_types_say()
    {
        var made = PolicySchema.Text();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(PublishedFile(), made);

        var published = File.ReadAllText(PublishedFile());
        Assert.True(
            made == published,
            $"policy.schema.json and the types in src/Recovery/Policy differ. Run this test with {Rewrite}=1 to write the file anew, and look at the change.");
    }

    [Fact]
    public void Every_key_of_the_schema_tells_an_author_what_it_is_for()
    {
        using var schema = JsonDocument.Parse(PolicySchema.Text());
        Assert.Empty(Undescribed(schema.RootElement, "$"));
    }

    [Fact]
    public void An_editor_is_told_that_unknown_keys_are_refused_at_every_level()
    {
        using var schema = JsonDocument.Parse(PolicySchema.Text());
        Assert.Empty(OpenObjects(schema.RootElement, "$"));
    }

    [Fact]
    public void The_schema_that_is_shipped_is_the_published_one_and_no_pack()
    {
        Assert.Equal(File.ReadAllText(PublishedFile()), PolicyLoader.Schema);
        Assert.Equal("default seconds", string.Join(' ', PolicyLoader.PackNames));
        Assert.Null(PolicyLoader.Pack("policy.schema"));
        Assert.Null(PolicyLoader.Pack("../default"));
    }

    private static IEnumerable<string> Undescribed(JsonElement node, string path)
    {
        if (node.ValueKind != JsonValueKind.Object)
            yield break;
        if (node.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (!property.Value.TryGetProperty("description", out _))
                    yield return $"{path}.{property.Name}";
                foreach (var inner in Undescribed(property.Value, $"{path}.{property.Name}"))
                    yield return inner;
            }
        }

        foreach (var name in new[] { "items", "additionalProperties" })
        {
            if (!node.TryGetProperty(name, out var child))
                continue;
            foreach (var inner in Undescribed(child, $"{path}.{name}"))
                yield return inner;
        }
    }

    private static IEnumerable<string> OpenObjects(JsonElement node, string path)
    {
        if (node.ValueKind != JsonValueKind.Object)
            yield break;
        if (node.TryGetProperty("properties", out var properties))
        {
            if (!node.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
                yield return path;
            foreach (var inner in properties.EnumerateObject().SelectMany(p => OpenObjects(p.Value, $"{path}.{p.Name}")))
                yield return inner;
        }
        else
        {
            foreach (var inner in node.EnumerateObject().Where(p => p.Name is "items" or "additionalProperties")
                .SelectMany(p => OpenObjects(p.Value, $"{path}.{p.Name}")))
                yield return inner;
        }
    }

    private static string PublishedFile([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Recovery/Policy/Packs/policy.schema.json"));
}
