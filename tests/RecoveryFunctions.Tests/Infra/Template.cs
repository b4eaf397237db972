using System.Text.RegularExpressions;

namespace RecoveryFunctions.Tests.Infra;

/// <summary>A Bicep file as text. No compiler is at hand on every machine; the workflow runs the real one.</summary>
internal sealed partial class Template
{
    private Template(string path)
    {
        Path = path;
        Text = File.ReadAllText(path);
        Code = Comment().Replace(Text, "");
    }

    public static string Root { get; } = FindRoot();

    public string Path { get; }

    public string Text { get; }

    /// <summary>Without comments.</summary>
    public string Code { get; }

    public static Template Main => Read("infra/main.bicep");

    public static Template Read(string path) => new(System.IO.Path.Combine(Root, path));

    public static IEnumerable<Template> All() =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Root, "infra"), "*.bicep", SearchOption.AllDirectories).Select(f => new Template(f));

    public static string Document(string path) => File.ReadAllText(System.IO.Path.Combine(Root, path));

    /// <summary>Parameters by name, and whether each may be left out.</summary>
    public IReadOnlyDictionary<string, bool> Parameters() =>
        Parameter().Matches(Code).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["default"].Success, StringComparer.Ordinal);

    /// <summary>Names that the file gives away.</summary>
    public IReadOnlySet<string> Outputs() => Output().Matches(Code).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Single-quoted values of <c>var NAME = [ ... ]</c>.</summary>
    public IReadOnlyList<string> List(string name) => [.. Quoted().Matches(Block($"var {name} = ", '[', ']')).Select(m => m.Groups["text"].Value)];

    /// <summary>The modules that it calls: symbol, file, and the names of what is passed.</summary>
    public IEnumerable<(string Symbol, string File, IReadOnlyList<string> Passed)> Modules() =>
        from call in Module().Matches(Code)
        let body = BlockFrom(call.Index, '{', '}')
        let parameters = Braces(body, body.IndexOf("params:", StringComparison.Ordinal), '{', '}')
        select (call.Groups["symbol"].Value, call.Groups["file"].Value, (IReadOnlyList<string>)[.. TopLevelKeys(parameters)]);

    /// <summary>Text from the bracket after <paramref name="start"/> to its partner.</summary>
    public string Block(string start, char open, char close)
    {
        var at = Code.IndexOf(start, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{Path} has no \"{start}\".");
        return BlockFrom(at, open, close);
    }

    /// <summary>Names of the properties of an object, those of objects in it left out.</summary>
    public static IEnumerable<string> TopLevelKeys(string block)
    {
        var depth = 0;
        foreach (var line in block.Split('\n'))
        {
            if (depth == 1 && Key().Match(line) is { Success: true } key)
                yield return key.Groups["name"].Value;
            depth += Outside(line).Sum(c => c is '{' or '[' or '(' ? 1 : c is '}' or ']' or ')' ? -1 : 0);
        }
    }

    /// <summary>A line without what stands between quotes.</summary>
    public static string Outside(string line) => Quoted().Replace(line, "''");

    private string BlockFrom(int index, char open, char close) => Braces(Code, index, open, close);

    private static string Braces(string text, int from, char open, char close)
    {
        var begin = text.IndexOf(open, from);
        var depth = 0;
        for (var i = begin; i < text.Length; i++)
        {
            if (text[i] == open)
                depth++;
            else if (text[i] == close && --depth == 0)
                return text[begin..(i + 1)];
        }

        throw new InvalidOperationException($"A {open} is not closed.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "azure.yaml")))
                return folder.FullName;
        }

        throw new InvalidOperationException("No folder above the tests has azure.yaml.");
    }

    [GeneratedRegex(@"(?<=^|\s)//.*$", RegexOptions.Multiline, 5_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^param (?<name>\w+) \w+(?<default>\s*=)?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^output (?<name>\w+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Output();

    [GeneratedRegex(@"^module (?<symbol>\w+) '(?<file>[^']+)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Module();

    [GeneratedRegex(@"'(?<text>(\\.|[^'\\])*)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*'?(?<name>[\w$@.-]+)'?\s*:", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Key();
}
