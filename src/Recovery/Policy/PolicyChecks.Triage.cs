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
            CheckKeywords($"{path}.unless", sign.Unless);
        }

        CheckCategoryRules("$.triage.categories", triage.Categories);
        CheckSeverityRules("$.triage.severities", triage.Severities);
        // Several rules may speak of one emotion, each with its own sentence.
        foreach (var (rule, path) in Each(triage.Feelings, "$.triage.feelings"))
        {
            if (rule.Id is { } id)
                CheckId($"{path}.id", id);
            if (rule.Name is { } name)
                CheckLine($"{path}.name", name);
            CheckSomeKeywords($"{path}.anyOf", rule.AnyOf);
            CheckKeywords($"{path}.unless", rule.Unless);
            CheckText($"{path}.say", rule.Say);
        }

        CheckKeywords("$.triage.asking", triage.Asking);
        foreach (var (tag, words) in triage.Languages)
            CheckLanguage(PolicyFaults.Key("$.triage.languages", tag), tag, words);
    }

    private void CheckLanguage(string path, string tag, LanguageWords words)
    {
        if (tag.Length is not (2 or 3) || !tag.All(char.IsAsciiLetterLower))
            _faults.Add(path, "must be the first part of a language tag, such as \"de\": two or three lower-case letters.");
        CheckSomeKeywords($"{path}.recognisedBy", words.RecognisedBy);
        var (signs, feelings) = (_policy.Triage.Signs.Select(s => s.Id), _policy.Triage.Feelings.Select(f => f.Id).OfType<string>());
        foreach (var (id, sign) in words.Signs)
        {
            var at = PolicyFaults.Key($"{path}.signs", id);
            CheckReference(at, id, signs, "sign");
            CheckSomeKeywords($"{at}.anyOf", sign.AnyOf);
            CheckKeywords($"{at}.unless", sign.Unless);
        }

        foreach (var (id, feeling) in words.Feelings)
        {
            var at = PolicyFaults.Key($"{path}.feelings", id);
            CheckReference(at, id, feelings, "feeling");
            CheckSomeKeywords($"{at}.anyOf", feeling.AnyOf);
            CheckKeywords($"{at}.unless", feeling.Unless);
            if (feeling.Say is { } say)
                CheckText($"{at}.say", say);
        }

        CheckCategoryRules($"{path}.categories", words.Categories);
        CheckSeverityRules($"{path}.severities", words.Severities);
        CheckKeywords($"{path}.asking", words.Asking);
    }

    private void CheckCategoryRules(string list, IReadOnlyList<CategoryRule> rules)
    {
        foreach (var (rule, path) in Each(rules, list))
        {
            CheckReference($"{path}.category", rule.Category, _categories, "category");
            CheckCondition($"{path}.when", rule.When);
            if (rule.When.Categories.Count > 0)
                _faults.Add($"{path}.when.categories", "cannot be asked here: this rule is what decides the category.");
            CheckLine($"{path}.reason", rule.Reason);
        }
    }

    private void CheckSeverityRules(string list, IReadOnlyList<SeverityRule> rules)
    {
        foreach (var (rule, path) in Each(rules, list))
        {
            CheckReference($"{path}.atLeast", rule.AtLeast, _severities, "severity");
            CheckCondition($"{path}.when", rule.When);
            CheckLine($"{path}.reason", rule.Reason);
        }
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
