using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recovery.Cases;
using Recovery.Tests.Policy;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

public sealed class EventCatalogueTests
{
    private const string Rewrite = "RECOVERY_WRITE_SCHEMA";
    private const string Mark = "<!-- Made from the catalogue by EventCatalogueTests; write above this line. -->";

    [Fact]
    public void The_catalogue_is_what_the_types_and_the_mapping_say() =>
        IsAsMade("src/Recovery/Webhooks/events.json", EventSchema.Text(Catalogue()));

    [Fact]
    public void The_documentation_is_made_from_the_catalogue()
    {
        var written = File.ReadAllText(InRepository("docs/events.md"));
        var head = written[..(written.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)];
        IsAsMade("docs/events.md", $"{head}\n\n{Documentation()}");
    }

    [Fact]
    public void Every_type_that_has_a_name_is_described_once()
    {
        var named = typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(named.Order(StringComparer.Ordinal), EventCatalogue.Kinds.Select(k => k.Type).Order(StringComparer.Ordinal));
        Assert.All(EventCatalogue.Kinds, k => Assert.Same(EventCatalogue.Find(k.Type), k));
        Assert.Null(EventCatalogue.Find("case.deleted"));
    }

    [Fact]
    public void Every_example_is_as_its_schema_says() => Assert.All(EventCatalogue.Kinds, kind =>
    {
        Assert.Equal(kind.Type, kind.Example.GetProperty("type").GetString());
        Assert.Empty(SchemaCheck.Faults(kind.Example.GetProperty("data"), kind.Schema));
    });

    [Fact]
    public void Every_member_is_described() => Assert.All(EventCatalogue.Kinds, kind =>
        Assert.All(Members(kind.Schema, ""), m => Assert.True(m.Schema.TryGetProperty("description", out _), $"{kind.Type}: {m.Path}")));

    /// <summary>
    /// The copy holds what receivers were promised. A change that adds is written into it with RECOVERY_WRITE_SCHEMA=1; one that takes
    /// away is refused with that too.
    /// </summary>
    [Fact]
    public void What_was_released_is_never_taken_away()
    {
        var file = InRepository("tests/Recovery.Tests/Webhooks/released-events.json");
        using var released = JsonDocument.Parse(File.ReadAllText(file));
        var taken = released.RootElement.EnumerateObject().SelectMany(type => EventCatalogue.Find(type.Name) is { } kind
            ? Taken(type.Value, kind.Schema, type.Name)
            : [$"{type.Name} is gone"]);
        Assert.Empty(taken);

        IsAsMade("tests/Recovery.Tests/Webhooks/released-events.json", EventSchema.Text(new JsonObject(
            EventCatalogue.Kinds.Select(k => KeyValuePair.Create(k.Type, (JsonNode?)JsonSerializer.SerializeToNode(k.Schema))))));
    }

    [Fact]
    public void The_guard_sees_what_is_taken_away()
    {
        var schema = EventCatalogue.Find(EventTypes.CaseEscalated)!.Schema;
        Assert.Empty(Taken(schema, schema, "t"));
        Assert.Equal(["t.level is gone", "t.level need not be there any longer"], TakenBy(s => Remove(s, "level")));
        Assert.Equal(["t.levelName need not be there any longer"], TakenBy(s => s["required"]!.AsArray().RemoveAt(Index(s, "levelName"))));
        Assert.Equal(["t.level is no integer any longer"], TakenBy(s => s["properties"]!["level"]!["type"] = "string"));
        Assert.Equal(["t.openedAt is no date-time any longer"], TakenBy(s => s["properties"]!["openedAt"]!.AsObject().Remove("format")));

        IEnumerable<string> TakenBy(Action<JsonObject> change)
        {
            var changed = JsonNode.Parse(schema.GetRawText())!.AsObject();
            change(changed);
            return Taken(schema, JsonSerializer.SerializeToElement(changed), "t").Order(StringComparer.Ordinal);
        }

        static void Remove(JsonObject schema, string member)
        {
            schema["properties"]!.AsObject().Remove(member);
            schema["required"]!.AsArray().RemoveAt(Index(schema, member));
        }

        static int Index(JsonObject schema, string member) => schema["required"]!.AsArray().Select(r => r!.GetValue<string>()).ToList().IndexOf(member);
    }

    private static JsonObject Catalogue() => new(EventCatalogue.Described.Select(kind => KeyValuePair.Create(kind.Type, (JsonNode?)new JsonObject
    {
        ["schema"] = EventSchema.Of(kind),
        ["example"] = EventExamples.Body(EventExamples.All[kind.Type]),
    })));

    private static string Documentation()
    {
        var text = new StringBuilder();
        text.Append("| Type | What it says |\n|---|---|\n");
        foreach (var kind in EventCatalogue.Described)
            text.Append(null, $"| [`{kind.Type}`](#{kind.Type.Replace(".", "", StringComparison.Ordinal)}) | {kind.Meaning} |\n");
        text.Append("\n## About every case\n\n").Append(Table(typeof(CaseFacts)));
        foreach (var kind in EventCatalogue.Described)
        {
            text.Append(null, $"\n## {kind.Type}\n\n{kind.Meaning} Sent {kind.SentWhen}.\n\n");
            text.Append(Table(EventSchema.Types[kind.Type][^1]));
            if (kind.Type == EventTypes.CaseUpdated)
                text.Append("\nWhat `change` names; more may come:\n\n").Append(Changes());
            text.Append(null, $"\n```json\n{EventSchema.Text(EventExamples.Body(EventExamples.All[kind.Type]))}```\n");
        }

        return text.ToString();
    }

    private static string Table(Type type)
    {
        var schema = JsonSerializer.SerializeToElement(EventSchema.OfPart(type));
        var text = new StringBuilder("| Member | Is | Says |\n|---|---|---|\n");
        foreach (var (path, member, needed) in Members(schema, ""))
        {
            var name = path[1..];
            var words = member.TryGetProperty("description", out var description) ? description.GetString()! : "";
            var kind = member.TryGetProperty("format", out var format) ? format.GetString()! : member.GetProperty("type").GetString()!;
            var choices = member.TryGetProperty("enum", out var values) ? $" One of {string.Join(", ", values.EnumerateArray())}." : "";
            text.Append(null, $"| `{name}`{(needed ? "" : " (optional)")} | {kind} | {(words + choices).Trim()} |\n");
        }

        return text.ToString();
    }

    private static string Changes()
    {
        var text = new StringBuilder("| Change | Says |\n|---|---|\n");
        foreach (var change in Enum.GetValues<CaseChangeKind>())
            text.Append(null, $"| `{WireName.Of(change)}` | {DocComments.Of(typeof(CaseChangeKind), change.ToString())} |\n");
        return text.ToString();
    }

    private static IEnumerable<(string Path, JsonElement Schema, bool Needed)> Members(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            yield break;
        foreach (var property in properties.EnumerateObject())
        {
            yield return ($"{path}.{property.Name}", property.Value, Texts(schema, "required").Contains(property.Name));
            foreach (var inner in Members(property.Value, $"{path}.{property.Name}"))
                yield return inner;
        }
    }

    private static IEnumerable<string> Taken(JsonElement released, JsonElement now, string path)
    {
        foreach (var keyword in new[] { "type", "format", "pattern" })
        {
            if (Text(released, keyword) is { } was && Text(now, keyword) != was)
                yield return $"{path} is no {was} any longer";
        }

        foreach (var name in Texts(released, "required").Except(Texts(now, "required")))
            yield return $"{path}.{name} need not be there any longer";
        foreach (var keyword in new[] { "enum", "examples" })
        {
            foreach (var choice in Texts(released, keyword).Except(Texts(now, keyword)))
                yield return $"{path} is never {choice} any longer";
        }

        // A new choice surprises whoever was told that they are all there.
        if (released.TryGetProperty("enum", out _))
        {
            foreach (var choice in Texts(now, "enum").Except(Texts(released, "enum")))
                yield return $"{path} may be {choice}, which was no choice";
        }

        if (!released.TryGetProperty("properties", out var members))
            yield break;
        foreach (var member in members.EnumerateObject())
        {
            if (!now.GetProperty("properties").TryGetProperty(member.Name, out var own))
                yield return $"{path}.{member.Name} is gone";
            else
                foreach (var taken in Taken(member.Value, own, $"{path}.{member.Name}"))
                    yield return taken;
        }
    }

    private static string? Text(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) ? value.GetString() : null;

    private static IEnumerable<string> Texts(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var values) ? values.EnumerateArray().Select(v => v.GetString()!) : [];

    private static void IsAsMade(string path, string made)
    {
        var file = InRepository(path);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(file, made);
        Assert.True(
            made == File.ReadAllText(file),
            $"{path} and the code differ. Run these tests with {Rewrite}=1 to write the file anew, build again, and look at the change.");
    }

    private static string InRepository(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", path));
}
