using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recovery.Clocks;

/// <summary>A duration is a JSON string in its written form. Anything else is a <see cref="JsonException"/> with the fault sentence.</summary>
public sealed class PolicyDurationJsonConverter : JsonConverter<PolicyDuration>
{
    public override PolicyDuration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Null => null,
            _ => throw new JsonException("A duration is written as a string, such as \"4bh\" or \"P14D\"."),
        };
        return PolicyDuration.TryParse(text, out var value, out var fault) ? value : throw new JsonException(fault);
    }

    public override void Write(Utf8JsonWriter writer, PolicyDuration value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
