using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;

namespace Recovery.Tests.Policy;

/// <summary>Whatever is written: the loader answers with a policy that works, or with faults. It never throws.</summary>
public sealed class PolicyFuzzTests
{
    private const string Characters = "\"{}[],:\\u\uD83D\u0000*é";

    private static readonly Func<JsonNode?>[] s_values =
    [
        () => null, () => "", () => "x", () => "PT0S", () => "-3bd", () => "9999bd", () => "P10Y", () => 0, () => -1, () => 1e300, () => int.MaxValue,
        () => true, () => new JsonArray(), () => new JsonObject(), () => new JsonArray(null, null), () => "{{#if name}}", () => "\u0000\u202E\n",
        () => "office", () => "maya-okafor", () => "delivery", () => "*", () => new string('w', 5000), () => "\U0001F622", () => new JsonArray("late", "late"),
    ];

    [Fact]
    public void No_change_of_a_value_makes_it_throw()
    {
        var random = new Random(4711);
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < 600; i++)
        {
            var document = JsonNode.Parse(PolicyLoader.Pack("default")!)!;
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                Change(document, random);

            var (policy, faults) = PolicyLoader.Load(document.ToJsonString());
            Assert.Equal(policy is null, faults.Count > 0);
            Assert.All(faults, f => Assert.StartsWith("$", f.Path, StringComparison.Ordinal));
            Assert.All(faults, f => Assert.DoesNotContain("\n", f.Path + f.Reason, StringComparison.Ordinal));
            if (policy is null)
                refused++;
            else
                accepted++;
            if (policy is not null)
                Works(policy);
        }

        Assert.True(accepted > 20 && refused > 200, $"{accepted} accepted, {refused} refused: the changes are too tame or too wild");
    }

    [Fact]
    public void No_change_of_a_character_makes_it_throw()
    {
        var random = new Random(1147);
        var pack = PolicyLoader.Pack("seconds")!;
        for (var i = 0; i < 600; i++)
        {
            var text = new StringBuilder(pack);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(3))
                {
                    case 0:
                        text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                        break;
                    case 1:
                        text.Insert(at, Characters[random.Next(Characters.Length)]);
                        break;
                    default:
                        text[at] = (char)random.Next(0x20, 0x7F);
                        break;
                }
            }

            var (policy, faults) = PolicyLoader.Load(text.ToString());
            Assert.Equal(policy is null, faults.Count > 0);
        }
    }

    private static void Works(RecoveryPolicy policy)
    {
        Assert.Equal(policy.Id, PolicyLoader.Load(policy.Json).Policy!.Id);
        var judged = policy.Triage.Judge(new Complaint { Channel = Channel.Phone, Description = "My parcel is late and I am ill", Tier = "gold" });
        Assert.NotNull(policy.Category(judged.Category));
        Assert.True(policy.Rank(judged.Severity) >= 0);
        Assert.NotEmpty(policy.Templates.Render(MessageKind.Acknowledgement, "de", new Dictionary<string, string>(StringComparer.Ordinal)).Body);
        var start = Instant.FromUtc(2027, 3, 3, 10, 0);
        Assert.True(policy.CalendarFor(judged.Severity).Add(start, policy.Document.Promises.Resolve.Within) > start);
    }

    private static void Change(JsonNode document, Random random)
    {
        var nodes = new List<JsonNode>();
        Collect(document, nodes);
        var target = nodes[random.Next(nodes.Count)];
        var value = s_values[random.Next(s_values.Length)]();
        if (target is JsonObject item && item.Count > 0)
        {
            var key = item.ElementAt(random.Next(item.Count)).Key;
            switch (random.Next(5))
            {
                case 0:
                    item.Remove(key);
                    break;
                case 1:
                    item[key + "x"] = value;
                    break;
                default:
                    item[key] = value;
                    break;
            }
        }
        else if (target is JsonArray list)
        {
            if (list.Count > 0 && random.Next(3) == 0)
                list.RemoveAt(random.Next(list.Count));
            else if (list.Count > 0 && random.Next(2) == 0)
                list.Add(list[0]?.DeepClone());
            else
                list.Add(value);
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> nodes)
    {
        if (node is JsonValue)
            return;
        nodes.Add(node);
        var children = node is JsonObject item ? item.Select(p => p.Value) : node.AsArray();
        foreach (var child in children.OfType<JsonNode>())
            Collect(child, nodes);
    }
}
