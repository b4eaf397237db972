using System.Collections.Immutable;
using Recovery.Complaints;

namespace Recovery.Policy;

/// <summary>
/// What triage came to. The reasons are one sentence for each rule that held, naming it and the words that it found; the
/// signs are ids.
/// </summary>
public sealed record TriageResult(
    string Category, string Severity, ImmutableArray<string> Reasons, ImmutableArray<string> Signs, string Feeling);

/// <summary>Applies the policy's triage rules to a complaint. Words only: no network, no model. Safe to share between threads.</summary>
public sealed class TriageEngine
{
    private readonly TriageRules _rules;
    private readonly ImmutableArray<string> _severities;
    private readonly KeywordIndex _words;
    private readonly KeywordIndex _asking;

    /// <param name="document">One whose triage rules hold together.</param>
    internal TriageEngine(PolicyDocument document)
    {
        _rules = document.Triage;
        _severities = [.. document.Severities.Select(s => s.Id)];
        var conditions = _rules.Categories.Select(r => r.When).Concat(_rules.Severities.Select(r => r.When));
        _words = new KeywordIndex(
        [
            .. conditions.SelectMany(c => c.AnyOf.Concat(c.AllOf).Concat(c.Impact)),
            .. _rules.Signs.SelectMany(s => s.AnyOf),
            .. _rules.Feelings.SelectMany(f => f.AnyOf),
        ]);
        _asking = new KeywordIndex(_rules.Asking);
    }

    public TriageResult Judge(Complaint complaint)
    {
        ArgumentNullException.ThrowIfNull(complaint);
        var words = new WordsOf(_words, complaint);
        var reasons = ImmutableArray.CreateBuilder<string>();
        var signs = ImmutableArray.CreateBuilder<string>();
        var evidence = new List<string>();
        foreach (var sign in _rules.Signs)
        {
            evidence.Clear();
            if (!words.AnyOf(sign.AnyOf, evidence))
                continue;
            signs.Add(sign.Id);
            reasons.Add($"sign {sign.Id}: {sign.Name}{Named(evidence)}");
        }

        var category = _rules.DefaultCategory;
        var judged = new Judged(complaint, words, signs, Category: "");
        evidence.Clear();
        if (_rules.Categories.FirstOrDefault(rule => Holds(rule.When, judged, evidence)) is { } first)
        {
            category = first.Category;
            reasons.Add($"{category}: {first.Reason}{Named(evidence)}");
        }
        else
        {
            reasons.Add($"{category}: no rule for a category held, so this is the policy's default");
        }

        var severity = _rules.DefaultSeverity;
        var raised = false;
        judged = judged with { Category = category };
        foreach (var rule in _rules.Severities)
        {
            if (!Holds(rule.When, judged, evidence))
                continue;
            raised = true;
            reasons.Add($"{rule.AtLeast}: {rule.Reason}{Named(evidence)}");
            if (_severities.IndexOf(rule.AtLeast) > _severities.IndexOf(severity))
                severity = rule.AtLeast;
        }

        if (!raised)
            reasons.Add($"{severity}: no rule for a severity held, so this is the policy's default");

        var feeling = _rules.Feelings.FirstOrDefault(rule => words.AnyOf(rule.AnyOf, evidence))?.Say ?? _rules.DefaultFeeling;
        return new(category, severity, reasons.ToImmutable(), signs.ToImmutable(), feeling);
    }

    /// <summary>The customer asks for news in this text.</summary>
    public bool AsksForNews(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Array.Exists(_asking.Find(FoldedText.Of(text)), found => found.Is);
    }

    private static bool Holds(Condition when, Judged judged, List<string> evidence)
    {
        evidence.Clear();
        var (complaint, words, signs, category) = judged;
        return (when.AnyOf.Count == 0 || words.AnyOf(when.AnyOf, evidence))
            && words.AllOf(when.AllOf, evidence)
            && (when.Impact.Count == 0 || words.OfImpact(when.Impact, evidence))
            && (when.Channels.Count == 0 || (when.Channels.Contains(complaint.Channel)
                && Add(evidence, $"channel {complaint.Channel.ToString().ToLowerInvariant()}")))
            && (when.Tiers.Count == 0 || (complaint.Tier is { } tier
                && when.Tiers.FirstOrDefault(t => string.Equals(t, tier.Trim(), StringComparison.OrdinalIgnoreCase)) is { } known
                && Add(evidence, $"tier {known}")))
            && (when.Signs.Count == 0 || (when.Signs.FirstOrDefault(signs.Contains) is { } sign && Add(evidence, $"sign {sign}")))
            && (when.Categories.Count == 0 || (when.Categories.Contains(category) && Add(evidence, $"category {category}")));
    }

    private static bool Add(List<string> evidence, string fact)
    {
        evidence.Add(fact);
        return true;
    }

    private static string Named(List<string> evidence) => evidence.Count == 0 ? "" : $" ({string.Join(", ", evidence.Distinct(StringComparer.Ordinal).Take(5))})";

    private sealed record Judged(Complaint Complaint, WordsOf Words, ImmutableArray<string>.Builder Signs, string Category);

    /// <summary>The keywords that stand in a complaint.</summary>
    private sealed class WordsOf
    {
        private readonly KeywordIndex _index;
        private readonly KeywordIndex.Found[] _description;
        private readonly KeywordIndex.Found[] _impact;

        public WordsOf(KeywordIndex index, Complaint complaint)
        {
            _index = index;
            _description = index.Find(FoldedText.Of(complaint.Description));
            _impact = string.IsNullOrWhiteSpace(complaint.Impact) ? _description : index.Find(FoldedText.Of(complaint.Impact));
        }

        public bool AnyOf(IReadOnlyList<string> keywords, List<string> evidence) => Any(keywords, evidence, impactAlone: false);

        public bool OfImpact(IReadOnlyList<string> keywords, List<string> evidence) => Any(keywords, evidence, impactAlone: true);

        public bool AllOf(IReadOnlyList<string> keywords, List<string> evidence)
        {
            foreach (var keyword in keywords)
            {
                if (!Has(keyword, evidence, impactAlone: false))
                    return false;
            }

            return true;
        }

        private bool Any(IReadOnlyList<string> keywords, List<string> evidence, bool impactAlone)
        {
            var any = false;
            foreach (var keyword in keywords)
                any |= Has(keyword, evidence, impactAlone);
            return any;
        }

        private bool Has(string keyword, List<string> evidence, bool impactAlone)
        {
            var id = _index.IdOf(keyword);
            var found = impactAlone || !_description[id].Is ? _impact[id] : _description[id];
            if (found.Is)
                evidence.Add($"'{found.Shown}'");
            return found.Is;
        }
    }
}
