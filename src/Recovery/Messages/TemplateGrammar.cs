using System.Collections.Immutable;
using Recovery.Policy;

namespace Recovery.Messages;

/// <summary>
/// Reads a template without compiling it, which costs Handlebars.Net milliseconds each, and admits only what a policy
/// needs: placeholders, <c>{{#if}}</c>, <c>{{#unless}}</c> and <c>{{else}}</c>. What it admits, Handlebars compiles.
/// </summary>
internal sealed class TemplateGrammar
{
    private readonly ImmutableArray<string> _known;
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Stack<(string Kind, string Name, bool Else)> _blocks = new();
    private bool _certain;

    private TemplateGrammar(ImmutableArray<string> known) => _known = known;

    /// <summary>Sentences for the author; empty when the template is good.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Placeholders that it names.</summary>
    public IReadOnlySet<string> Names => _names;

    /// <summary>It says something even when every value is empty.</summary>
    public bool HasCertainText => _certain;

    public static TemplateGrammar Read(string template, ImmutableArray<string> known)
    {
        var grammar = new TemplateGrammar(known);
        grammar.Read(template.AsSpan());
        return grammar;
    }

    private void Read(ReadOnlySpan<char> rest)
    {
        while (true)
        {
            var open = rest.IndexOf("{{");
            var literal = open < 0 ? rest : rest[..open];
            if (_blocks.Count == 0 && !literal.IsWhiteSpace())
                _certain = true;
            if (open < 0)
                break;

            var afterBackslash = open > 0 && rest[open - 1] == '\\';
            rest = rest[(open + 2)..];
            var close = rest.IndexOf("}}");
            if (close < 0)
            {
                _faults.Add("has {{ without the }} that closes it.");
                return;
            }

            var inner = rest[..close];
            var tag = Tag(inner);
            rest = rest[(close + 2)..];
            if (afterBackslash)
                _faults.Add($"has a backslash before {tag}; take it out.");
            else if (inner.ContainsAny('{', '}') || rest.StartsWith("}"))
                _faults.Add($"has three braces at {tag}; write two, values are made safe by themselves.");
            else
                ReadTag(inner.Trim(' ').ToString(), tag);
        }

        foreach (var (kind, name, _) in _blocks)
            _faults.Add($"opens {{{{#{kind} {name}}}}} and never closes it with {{{{/{kind}}}}}.");
    }

    private void ReadTag(string inner, string tag)
    {
        var words = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["#if" or "#unless", var name]:
                _blocks.Push((words[0][1..], name, false));
                Use(name);
                break;
            case ["/if" or "/unless"]:
                if (_blocks.TryPeek(out var block) && block.Kind == words[0][1..])
                    _blocks.Pop();
                else
                    _faults.Add($"has {tag} where no {{{{#{words[0][1..]} ...}}}} is open.");
                break;
            case ["else"]:
                if (_blocks.TryPop(out var outer) && !outer.Else)
                    _blocks.Push(outer with { Else = true });
                else
                    _faults.Add("has {{else}} outside of {{#if ...}} or {{#unless ...}}, or twice in one.");
                break;
            case [var name] when char.IsAsciiLetter(name[0]):
                Use(name);
                break;
            default:
                _faults.Add($"has {tag}, which is not allowed: a template may use {{{{a placeholder}}}}, {{{{#if ...}}}}, {{{{#unless ...}}}}, "
                    + "{{else}}, {{/if}} and {{/unless}}, and nothing else.");
                break;
        }
    }

    private void Use(string name)
    {
        if (_known.Contains(name))
            _names.Add(name);
        else
            _faults.Add($"names {Tag(name)}, which is no placeholder here.{Suggestion.Among(name, _known)}");
    }

    private static string Tag(ReadOnlySpan<char> inner) => $"{{{{{Suggestion.Show(inner)}}}}}";
}
