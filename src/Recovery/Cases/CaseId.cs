using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recovery.Cases;

/// <summary>
/// Opaque id of a case: 26 characters of lower-case Crockford base32 (128 bits), derived from the source's own id, so
/// that the same complaint delivered twice is the same case.
/// </summary>
[JsonConverter(typeof(CaseIdJson))]
public readonly record struct CaseId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;

    private CaseId(string value) => Value = value;

    public string Value { get; }

    /// <summary>The case of a source's own id: message id and recipient, call id, idempotency key.</summary>
    /// <param name="source">Names the id's space, such as <c>api</c>; the same id of two sources is two cases.</param>
    /// <param name="sourceId">Unique within the source.</param>
    public static CaseId From(string source, string sourceId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{sourceId}"));
        return new CaseId(Base32(hash.AsSpan(0, 16)));
    }

    public static bool TryParse(string? text, out CaseId id)
    {
        var valid = text is { Length: Length } && text.All(c => Alphabet.Contains(c, StringComparison.Ordinal));
        id = valid ? new CaseId(text!) : default;
        return valid;
    }

    /// <summary>
    /// The number that people say on the phone, <c>RC-7KQ4M-2XD9B</c>: 50 bits of the id, which makes two alike among a
    /// million cases a matter of one in two thousand. It opens nothing.
    /// </summary>
    public string Reference()
    {
        var upper = Value.ToUpperInvariant();
        return $"RC-{upper[..5]}-{upper[5..10]}";
    }

    public override string ToString() => Value ?? "";

    /// <summary>Crockford's base32 without padding, lower case; the last character carries what bits are left.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        int buffer = 0, bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0)
            text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    private sealed class CaseIdJson : JsonConverter<CaseId>
    {
        public override CaseId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var id) ? id : throw new JsonException("not a case id");

        public override void Write(Utf8JsonWriter writer, CaseId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
