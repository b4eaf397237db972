using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Recovery.Policy;

/// <summary>How a policy is written in JSON; the published schema is made from the same options.</summary>
internal static class PolicyJson
{
    /// <summary>Comments and trailing commas are for the author and are not part of the policy.</summary>
    public static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // Nothing is put into HTML from here, and a policy in Greek should stay readable.
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>How an enumeration's value is written: <c>party-line</c>.</summary>
    public static string NameOf(string value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            // An element is read from its own text, which still holds the comments that the document skipped.
            ReadCommentHandling = Reading.CommentHandling,
            AllowTrailingCommas = Reading.AllowTrailingCommas,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
