using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Recovery.Messages;

namespace Recovery.Policy;

/// <content>Templates.</content>
internal sealed partial class PolicyChecks
{
    private const int LongestSubject = 500;

    private void CheckTemplates()
    {
        CheckReference("$.language", _policy.Language, _policy.Messages.Keys, "language of \"messages\"");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (language, templates) in _policy.Messages)
        {
            var path = PolicyFaults.Key("$.messages", language);
            if (!LanguageTag().IsMatch(language))
                _faults.Add(path, $"\"{Suggestion.Show(language)}\" is not a language tag such as \"en\" or \"de-AT\".");
            else if (!seen.Add(language))
                _faults.Add(path, "is the same language as another key, written with other capitals.");
            foreach (var (_, key, template) in templates.ByKind())
                CheckTemplate($"{path}.{key}", template, Placeholders.Customer);
            if (templates.PublicReply is { } reply)
                CheckPart($"{path}.publicReply", reply, Placeholders.Public);
            if (templates.ReplyHint is { } hint)
                CheckLine($"{path}.replyHint", hint);
        }

        foreach (var (_, key, template) in _policy.Alerts.ByKind())
            CheckTemplate($"$.alerts.{key}", template, Placeholders.Alert);
        foreach (var (_, key, template) in _policy.Alerts.ByNotice())
        {
            if (template is not null)
                CheckTemplate($"$.alerts.{key}", template, Placeholders.Webhook);
        }
    }

    private void CheckTemplate(string path, MessageTemplate template, ImmutableArray<string> known)
    {
        var subject = CheckPart($"{path}.subject", template.Subject, known);
        if (template.Subject.Any(char.IsControl))
            _faults.Add($"{path}.subject", "must be a single line without control characters.");
        if (template.Subject.Length > LongestSubject)
            _faults.Add($"{path}.subject", $"has {template.Subject.Length} characters; {LongestSubject} is the most.");
        foreach (var link in subject.Names.Where(name => name.EndsWith("Link", StringComparison.Ordinal)))
            _faults.Add($"{path}.subject", $"names {{{{{link}}}}}, which only a body may: a link does not belong in a subject.");
        if (subject.Names.Contains("replyHint"))
            _faults.Add($"{path}.subject", "names {{replyHint}}, which only a body may: whether replies are read is known only when it leaves.");
        CheckPart($"{path}.body", template.Body, known, mayBeAllPlaceholders: true);
    }

    private TemplateGrammar CheckPart(string path, string text, ImmutableArray<string> known, bool mayBeAllPlaceholders = false)
    {
        var grammar = TemplateGrammar.Read(text, known);
        if (string.IsNullOrWhiteSpace(text))
            _faults.Add(path, "is empty.");
        else if (grammar.Faults.Count == 0 && !mayBeAllPlaceholders && !grammar.HasCertainText)
            _faults.Add(path, "would be empty whenever its placeholders are; write some words outside of {{ }} and {{#if}}.");
        foreach (var fault in grammar.Faults)
            _faults.Add(path, fault);
        return grammar;
    }

    [GeneratedRegex(@"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LanguageTag();
}
