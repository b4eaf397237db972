using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using NodaTime;
using NodaTime.Text;
using Recovery.Reporting;

namespace Recovery.Cases;

/// <summary>
/// Cases, events and effects as they are stored. A member that is not known is passed over, so that a program may read
/// what a newer one wrote.
/// </summary>
public static class CaseJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static string Write(Case subject) => JsonSerializer.Serialize(subject, Of<Case>());

    /// <summary>With its kind as the member <c>event</c>.</summary>
    public static string Write(CaseEvent happened) => JsonSerializer.Serialize(happened, Of<CaseEvent>());

    /// <summary>With its kind as the member <c>effect</c>.</summary>
    public static string Write(CaseEffect effect) => JsonSerializer.Serialize(effect, Of<CaseEffect>());

    public static string Write(OutcomeRow row) => JsonSerializer.Serialize(row, Of<OutcomeRow>());

    /// <exception cref="JsonException">The text is not a case.</exception>
    public static Case ReadCase(string json) => Read<Case>(json);

    /// <exception cref="JsonException">The text is not an event, or one of a kind that this program does not know.</exception>
    public static CaseEvent ReadEvent(string json) => Read<CaseEvent>(json);

    /// <exception cref="JsonException">The text is not an effect, or one of a kind that this program does not know.</exception>
    public static CaseEffect ReadEffect(string json) => Read<CaseEffect>(json);

    /// <exception cref="JsonException">The text is not an outcome row.</exception>
    public static OutcomeRow ReadOutcome(string json) => Read<OutcomeRow>(json);

    private static T Read<T>(string json) =>
        JsonSerializer.Deserialize(json, Of<T>()) ?? throw new JsonException($"null is no {typeof(T).Name}");

    private static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowOutOfOrderMetadataProperties = true,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
            // Not the source generator: it loses the initial value of an init-only member that the text lacks, and older
            // rows lack what was added since.
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatFollowsFromTheType } },
        };
        options.Converters.Add(new PatternJson<Instant>(InstantPattern.ExtendedIso));
        options.Converters.Add(new PatternJson<Duration>(DurationPattern.Roundtrip));
        options.Converters.Add(new PatternJson<LocalDate>(LocalDatePattern.Iso));
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }

    // The overrides of CasePhase.Status do not inherit its JsonIgnore; the discriminator says the same.
    private static void LeaveOutWhatFollowsFromTheType(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(CasePhase)))
            return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Name == "status")
                type.Properties.RemoveAt(i);
        }
    }

    /// <summary>NodaTime's own JSON package is not in the registry of the build machines.</summary>
    private sealed class PatternJson<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parsed = pattern.Parse(reader.GetString() ?? "");
            return parsed.Success ? parsed.Value : throw new JsonException(parsed.Exception.Message);
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(pattern.Format(value));
    }
}
