using System.Globalization;

namespace Recovery.Intake.Mail.Mime;

/// <summary>Makes a sender's name of a file into one that is only a name.</summary>
internal static class FileNames
{
    private const int Longest = 150;

    /// <summary>One line without a path and without characters that hide what it ends with; may be empty.</summary>
    public static string Clean(string? name)
    {
        if (name is null)
            return "";
        name = CleanText.OneLine(name);
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Replace('"', '\'');
        // Marks of direction make "fdp.exe" out of "exe.pdf"; they are of no use in a name.
        name = string.Concat(name.Where(c => char.GetUnicodeCategory(c) is not UnicodeCategory.Format)).Trim(' ', '.', '"', '\'');
        if (name.Length <= Longest)
            return name;
        var ending = name.LastIndexOf('.') is var dot && dot > name.Length - 12 ? name[dot..] : "";
        return CleanText.First(name, Longest - ending.Length) + ending;
    }
}
