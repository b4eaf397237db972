using System.Text;
using Azure.Data.Tables;

namespace RecoveryFunctions.Storage;

/// <summary>A text of any length as properties <c>Name</c>, <c>Name1</c>, <c>Name2</c> ...: one property holds 64 KiB, which is 32,768 UTF-16 units.</summary>
internal static class LongText
{
    public const int Most = 32_000;

    public static void Write(TableEntity entity, string name, string text)
    {
        text = Sound(text);
        for (int start = 0, part = 0; part == 0 || start < text.Length; part++)
        {
            var length = Math.Min(Most, text.Length - start);
            // Half a character is no text, and would not come back.
            if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
                length--;
            entity[Name(name, part)] = text.Substring(start, length);
            start += length;
        }
    }

    public static string Read(TableEntity entity, string name)
    {
        var first = entity.GetString(name) ?? throw new InvalidDataException($"A row lacks its {name}.");
        if (entity.GetString(Name(name, 1)) is not { } second)
            return first;
        var text = new StringBuilder(first).Append(second);
        for (var part = 2; entity.GetString(Name(name, part)) is { } next; part++)
            text.Append(next);
        return text.ToString();
    }

    /// <summary>With U+FFFD for half a character, which cannot be sent.</summary>
    public static string Sound(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            i++;
        }

        return text;
    }

    private static string Name(string name, int part) => part == 0 ? name : $"{name}{part}";
}
