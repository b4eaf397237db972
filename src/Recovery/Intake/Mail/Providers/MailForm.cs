using System.Text;
using System.Text.Json;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail.Providers;

/// <summary>The fields and files of a form post, by their names whatever their case.</summary>
internal sealed class MailForm
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _fields = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, string> _charsets = [];

    /// <exception cref="UnreadableMailException">It is larger than a mail may be.</exception>
    public MailForm(IReadOnlyList<MailFormPart> parts)
    {
        if (parts.Sum(p => (long)p.Content.Length) > MailLimits.Bytes)
            throw new UnreadableMailException($"it is larger than {MailLimits.Bytes / (1024 * 1024)} MB");
        foreach (var part in parts)
        {
            if (part.FileName is null)
                _fields.TryAdd(part.Name, part.Content);
        }

        Files = [.. parts.Where(p => p.FileName is not null)];
    }

    public IReadOnlyList<MailFormPart> Files { get; }

    public Oddities Oddities { get; } = new();

    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>A field, or the file of that name: some servers take a large field for a file.</summary>
    public ReadOnlyMemory<byte>? Bytes(string name)
    {
        if (_fields.TryGetValue(name, out var content))
            return content;
        var file = Files.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return file?.Content;
    }

    /// <summary>Which field is in which charset; all others are in UTF-8.</summary>
    public void Charsets(Dictionary<string, string> charsets) => _charsets = charsets;

    /// <summary>Null when the form has no such field.</summary>
    public string? Text(string name)
    {
        if (Bytes(name) is not { } bytes)
            return null;
        var text = Mime.Charsets.Decode(bytes.Span, _charsets.GetValueOrDefault(name, "utf-8"), out var oddity);
        if (oddity is not null)
            Oddities.Add($"in {name}, {oddity}");
        return text;
    }

    /// <summary>A field that holds JSON; null when there is none, or when it cannot be read, which is an oddity.</summary>
    public JsonDocument? Json(string name)
    {
        if (Text(name) is not { } text)
            return null;
        try
        {
            return ProviderJson.Parse(Encoding.UTF8.GetBytes(CleanText.Lines(text)), Oddities);
        }
        catch (JsonException)
        {
            Oddities.Add($"its field {name} is no JSON");
            return null;
        }
    }
}
