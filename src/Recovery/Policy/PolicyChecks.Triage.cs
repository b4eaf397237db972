namespace Recovery.Policy;

/// <content>Triage.</content>
internal sealed partial class PolicyChecks
{
    private void CheckTriage()
    {
        var triage = _policy.Triage;
        CheckReference("$.triage.defaultCategory", triage.DefaultCategory, _categories, "category");
        CheckReference("$.triage.defaultSeverity", triage.DefaultSeverity, _severities, "severity");
        CheckText("$.triage.defaultFeeling", triage.DefaultFeeling);

        CheckUnique("$.triage.signs", "id", triage.Signs.Select(s => s.Id), "sign");
        foreach (var (sign, path) in Each(triage.Signs, "$.triage.signs"))
        {
            CheckLine($"{path}.name", sign.Name);
            CheckSomeKeywords($"{path}.anyOf", sign.AnyOf);
        }

        foreach (var (rule, path) in Each(triage.Categories, "$.triage.categories"))
        {
            CheckReference($"{path}.category", rule.Category, _categories, "category");
            CheckCondition($"{path}.when", rule.When);
            if (rule.When.Categories.Count > 0)
                _faults.Add($"{path}.when.categories", "cannot be asked here: this rule is what decides the category.");
            CheckLine($"{path}.reason", rule.Reason);
        }

        foreach (var (rule, path) in Each(triage.Severities, "$.triage.severities"))
        {
            CheckReference($"{path}.atLeast", rule.AtLeast, _severities, "severity");
            CheckCondition($"{path}.when", rule.When);
            CheckLine($"{path}.reason", rule.Reason);
        }

        foreach (var (rule, path) in Each(triage.Feelings, "$.triage.feelings"))
        {
            CheckSomeKeywords($"{path}.anyOf", rule.AnyOf);
            CheckText($"{path}.say", rule.Say);
        }

        CheckKeywords("$.triage.asking", triage.Asking);
    }

    private void CheckCondition(string path, Condition when)
    {
        if (when.AnyOf.Count + when.AllOf.Count + when.Impact.Count + when.Channels.Count
            + when.Tiers.Count + when.Signs.Count + when.Categories.Count == 0)
            _faults.Add(path, "has no condition, so it would always hold; give at least one, such as \"anyOf\".");
        CheckKeywords($"{path}.anyOf", when.AnyOf);
        CheckKeywords($"{path}.allOf", when.AllOf);
        CheckKeywords($"{path}.impact", when.Impact);
        foreach (var (tier, at) in Each(when.Tiers, $"{path}.tiers"))
            CheckLine(at, tier);
        foreach (var (sign, at) in Each(when.Signs, $"{path}.signs"))
            CheckReference(at, sign, _policy.Triage.Signs.Select(s => s.Id), "sign");
        foreach (var (category, at) in Each(when.Categories, $"{path}.categories"))
            CheckReference(at, category, _categories, "category");
    }

    private void CheckSomeKeywords(string path, IReadOnlyList<string> keywords)
    {
        if (keywords.Count == 0)
            _faults.Add(path, "has no keyword, so it can never hold.");
        CheckKeywords(path, keywords);
    }

    private void CheckKeywords(string list, IReadOnlyList<string> keywords)
    {
        foreach (var (keyword, path) in Each(keywords, list))
        {
            if (string.IsNullOrWhiteSpace(keyword))
                _faults.Add(path, "is empty.");
            else if (KeywordIndex.FaultOf(keyword) is { } fault)
                _faults.Add(path, $"\"{Suggestion.Show(keyword)}\" {fault}");
        }
    }
}
