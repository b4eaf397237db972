using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Recovery.Policy;

/// <summary>Where in the document, and what is wrong there.</summary>
/// <param name="Path">JSON path such as <c>$.escalation.ladder[1].at.resolve</c>.</param>
/// <param name="Reason">For the author of the policy; no programmer's words.</param>
public sealed record PolicyFault(string Path, string Reason)
{
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>Reads a policy and refuses one that does not hold together.</summary>
public static class PolicyLoader
{
    private const int LargestBytes = 1024 * 1024;
    private const string TooLarge = "The policy is larger than 1 MB (1,048,576 bytes), which is more than it may be.";
    private const string PackPrefix = "packs/";
    private const string PackSuffix = ".json";
    private const string SchemaResource = "packs/policy.schema.json";

    /// <summary>Names of the packs that are shipped with the product.</summary>
    public static ImmutableArray<string> PackNames { get; } =
    [
        .. typeof(PolicyLoader).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(PackPrefix, StringComparison.Ordinal) && name != SchemaResource)
            .Select(name => name[PackPrefix.Length..^PackSuffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The JSON schema (draft 2020-12) that lets an editor help the author of a policy.</summary>
    public static string Schema => Resource(SchemaResource)!;

    /// <summary>A shipped pack by name (<c>default</c>), as JSON text; null when there is none of that name.</summary>
    public static string? Pack(string name) => PackNames.Contains(name) ? Resource(PackPrefix + name + PackSuffix) : null;

    /// <summary>
    /// Either a policy, or every fault that could be found at once. Faults of shape (unknown keys, missing keys, wrong
    /// types) come alone: what the rest means cannot be told before they are mended. Never throws.
    /// </summary>
    public static (RecoveryPolicy? Policy, IReadOnlyList<PolicyFault> Faults) Load(string json)
    {
        var faults = new PolicyFaults();
        var policy = Read(json, faults);
        return (faults.Any ? null : policy, faults.All);
    }

    private static RecoveryPolicy? Read(string? json, PolicyFaults faults)
    {
        var text = json.AsSpan().TrimStart('\uFEFF');
        if (text.IsWhiteSpace())
        {
            faults.Add("$", "The policy is empty.");
            return null;
        }

        if (text.Length > LargestBytes || Encoding.UTF8.GetByteCount(text) > LargestBytes)
        {
            faults.Add("$", TooLarge);
            return null;
        }

        // Encoded here, since the parser throws at text with half a character in it.
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        try
        {
            using var parsed = JsonDocument.Parse(bytes, PolicyJson.Reading);
            return Read(parsed.RootElement, faults);
        }
        catch (JsonException e)
        {
            var where = $"line {e.LineNumber.GetValueOrDefault() + 1}, character {e.BytePositionInLine.GetValueOrDefault() + 1}";
            faults.Add("$", $"This is not valid JSON. Look at {where}: a comma, a quotation mark or a bracket is missing there or just before, "
                + "or there is one too many.");
            return null;
        }
    }

    private static RecoveryPolicy? Read(JsonElement root, PolicyFaults faults)
    {
        new PolicyShape(faults).Check(root);
        if (faults.Any)
            return null;

        var document = root.Deserialize<PolicyDocument>(PolicyJson.Options)!;
        var calendars = new PolicyChecks(document, faults).Run();
        if (faults.Any)
            return null;

        var compact = Compact(root);
        if (compact.Length > LargestBytes)
        {
            faults.Add("$", TooLarge);
            return null;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(compact).AsSpan(0, 4));
        return new RecoveryPolicy(
            $"{document.Name}-{document.Version}-{hash}", Encoding.UTF8.GetString(compact), document, calendars,
            new Messages.MessageTemplates(document), new TriageEngine(document));
    }

    /// <summary>Without comments and space, so that a change of layout is not a change of policy.</summary>
    private static byte[] Compact(JsonElement root)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, PolicyJson.Writing))
            root.WriteTo(writer);
        return stream.ToArray();
    }

    private static string? Resource(string name)
    {
        using var stream = typeof(PolicyLoader).Assembly.GetManifestResourceStream(name);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
