using System.Collections.Frozen;
using System.Collections.Immutable;
using Recovery.Complaints;

namespace Recovery.Policy;

/// <summary>
/// What triage came to. The reasons are one sentence for each rule that held, naming it and the words that it found; the
/// signs and the emotions are ids.
/// </summary>
public sealed record TriageResult(
    string Category, string Severity, ImmutableArray<string> Reasons, ImmutableArray<string> Signs, ImmutableArray<string> Emotions, string Feeling);

/// <summary>Applies the policy's triage rules to a complaint. Words only: no network, no model. Safe to share between threads.</summary>
public sealed class TriageEngine
{
    // Two small words may stand by chance in a long text of another language, such as a name or a quotation.
    private const int FewestRecognised = 3;
    private const int FewestInShort = 2;
    private const int ShortText = 12;
    private const int RecognisedIn = 2_400;

    private readonly TriageRules _rules;
    private readonly ImmutableArray<string> _severities;
    private readonly FrozenSet<string> _messages;
    private readonly string _language;
    private readonly KeywordIndex _words;
    private readonly KeywordIndex _asking;
    private readonly KeywordIndex _small;
    private readonly ImmutableArray<(string Language, string[] RecognisedBy)> _spoken;

    /// <param name="document">One whose triage rules hold together.</param>
    internal TriageEngine(PolicyDocument document)
    {
        _rules = document.Triage;
        _severities = [.. document.Severities.Select(s => s.Id)];
        _messages = document.Messages.Keys.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _language = Primary(document.Language);
        var languages = _rules.Languages.Values;
        var conditions = _rules.Categories.Concat(languages.SelectMany(l => l.Categories)).Select(r => r.When)
            .Concat(_rules.Severities.Concat(languages.SelectMany(l => l.Severities)).Select(r => r.When));
        _words = new KeywordIndex(
        [
            .. conditions.SelectMany(c => (IReadOnlyList<string>[])[c.AnyOf, c.AllOf, c.Impact]),
            .. _rules.Signs.SelectMany(s => (IReadOnlyList<string>[])[s.AnyOf, s.Unless]),
            .. _rules.Feelings.SelectMany(f => (IReadOnlyList<string>[])[f.AnyOf, f.Unless]),
            .. languages.SelectMany(l => l.Signs.Values).SelectMany(s => (IReadOnlyList<string>[])[s.AnyOf, s.Unless]),
            .. languages.SelectMany(l => l.Feelings.Values).SelectMany(f => (IReadOnlyList<string>[])[f.AnyOf, f.Unless]),
        ]);
        _asking = new KeywordIndex([_rules.Asking, .. languages.Select(l => l.Asking)]);
        _spoken = [.. _rules.Languages.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => (l.Key, l.Value.RecognisedBy.Distinct(StringComparer.Ordinal).ToArray()))];
        _small = new KeywordIndex([.. _spoken.Select(l => l.RecognisedBy)]);
    }

    public TriageResult Judge(Complaint complaint)
    {
        ArgumentNullException.ThrowIfNull(complaint);
        var description = FoldedText.Of(complaint.Description);
        var words = new WordsOf(_words, description, complaint.Impact);
        var spoken = Spoken(complaint.Language, description);
        var language = spoken is null ? null : _rules.Languages[spoken];
        var reasons = ImmutableArray.CreateBuilder<string>();
        var signs = Signs(words, language, reasons);
        var judged = new Judged(complaint, words, signs, Category(complaint, words, signs, language, reasons));
        var severity = Severity(judged, language, reasons);
        var (emotions, feeling) = Feelings(words, spoken, complaint.Language, reasons);
        return new(judged.Category, severity, reasons.ToImmutable(), signs, emotions, feeling);
    }

    /// <summary>The customer asks for news in this text.</summary>
    public bool AsksForNews(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Array.Exists(_asking.Find(FoldedText.Of(text)), found => found is not null);
    }

    /// <summary>The further language of the rules that a complaint is in; null when its words are those of the policy's own language, as far as can be told.</summary>
    private string? Spoken(string? tag, FoldedText description)
    {
        if (tag is not null && Primary(tag) is var named)
        {
            if (_rules.Languages.ContainsKey(named))
                return named;
            if (named == _language)
                return null;
        }

        if (_rules.Languages.Count == 0)
            return null;
        // The beginning tells it; a long quotation further down may be in any language.
        var beginning = description.Original.Length > RecognisedIn ? FoldedText.Of(description.Original[..RecognisedIn]) : description;
        var found = _small.Find(beginning);
        var most = beginning.Count <= ShortText ? FewestInShort - 1 : FewestRecognised - 1;
        string? likeliest = null;
        foreach (var (language, words) in _spoken)
        {
            var hits = 0;
            foreach (var word in _small.IdsOf(words))
                hits += found[word] is null ? 0 : 1;
            if (hits > most)
                (likeliest, most) = (language, hits);
        }

        return likeliest;
    }

    private ImmutableArray<string> Signs(WordsOf words, LanguageWords? language, ImmutableArray<string>.Builder reasons)
    {
        var signs = ImmutableArray.CreateBuilder<string>();
        var evidence = new List<string>();
        foreach (var sign in _rules.Signs)
        {
            evidence.Clear();
            var translated = language?.Signs.GetValueOrDefault(sign.Id);
            if (!words.AnyOf(translated?.AnyOf ?? sign.AnyOf, evidence, translated?.Unless ?? sign.Unless))
                continue;
            signs.Add(sign.Id);
            reasons.Add($"sign {sign.Id}: {sign.Name}{Named(evidence)}");
        }

        return signs.ToImmutable();
    }

    private string Category(Complaint complaint, WordsOf words, ImmutableArray<string> signs, LanguageWords? language, ImmutableArray<string>.Builder reasons)
    {
        var evidence = new List<string>();
        var judged = new Judged(complaint, words, signs, Category: "");
        if ((language?.Categories ?? []).Concat(_rules.Categories).FirstOrDefault(rule => Holds(rule.When, judged, evidence)) is not { } first)
        {
            reasons.Add($"{_rules.DefaultCategory}: no rule for a category held, so this is the policy's default");
            return _rules.DefaultCategory;
        }

        reasons.Add($"{first.Category}: {first.Reason}{Named(evidence)}");
        return first.Category;
    }

    private string Severity(Judged judged, LanguageWords? language, ImmutableArray<string>.Builder reasons)
    {
        var severity = _rules.DefaultSeverity;
        var raised = false;
        var evidence = new List<string>();
        foreach (var rule in (language?.Severities ?? []).Concat(_rules.Severities))
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
        return severity;
    }

    private (ImmutableArray<string> Emotions, string Say) Feelings(WordsOf words, string? spoken, string? tag, ImmutableArray<string>.Builder reasons)
    {
        var emotions = ImmutableArray.CreateBuilder<string>();
        var evidence = new List<string>();
        var language = spoken is null ? null : _rules.Languages[spoken];
        // The sentence stands in a message, which is in the complaint's language only where it names one that the policy writes.
        var sayIn = tag is not null && spoken is not null && (_messages.Contains(tag) || _messages.Contains(spoken)) ? language : null;
        string? say = null;
        foreach (var rule in _rules.Feelings)
        {
            evidence.Clear();
            var translated = rule.Id is null ? null : language?.Feelings.GetValueOrDefault(rule.Id);
            if (!words.AnyOf(translated?.AnyOf ?? rule.AnyOf, evidence, translated?.Unless ?? rule.Unless))
                continue;
            say ??= sayIn is null ? rule.Say : translated?.Say ?? rule.Say;
            if (rule.Id is not { } id || emotions.Contains(id))
                continue;
            emotions.Add(id);
            reasons.Add($"feeling {id}: {rule.Name ?? id}{Named(evidence)}");
        }

        return (emotions.ToImmutable(), say ?? _rules.DefaultFeeling);
    }

    private static bool Holds(Condition when, Judged judged, List<string> evidence)
    {
        evidence.Clear();
        var (complaint, words, signs, category) = judged;
        return (when.AnyOf.Count == 0 || words.AnyOf(when.AnyOf, evidence, []))
            && words.AllOf(when.AllOf, evidence)
            && (when.Impact.Count == 0 || words.OfImpact(when.Impact, evidence))
            && (when.Channels.Count == 0 || (when.Channels.Contains(complaint.Channel)
                && Add(evidence, $"channel {complaint.Channel.ToString().ToLowerInvariant()}")))
            && (when.Tiers.Count == 0 || (complaint.Tier is { } tier
                && when.Tiers.FirstOrDefault(t => string.Equals(t, tier.Trim(), StringComparison.OrdinalIgnoreCase)) is { } known
                && Add(evidence, $"tier {known}")))
            && (when.Signs.Count == 0 || (when.Signs.FirstOrDefault(s => signs.Contains(s)) is { } sign && Add(evidence, $"sign {sign}")))
            && (when.Categories.Count == 0 || (when.Categories.Contains(category) && Add(evidence, $"category {category}")));
    }

    private static bool Add(List<string> evidence, string fact)
    {
        evidence.Add(fact);
        return true;
    }

    private static string Named(List<string> evidence) => evidence.Count == 0 ? "" : $" ({string.Join(", ", evidence.Distinct(StringComparer.Ordinal).Take(5))})";

    private static string Primary(string tag) => tag.Split('-', 2)[0].Trim().ToLowerInvariant();

    private sealed record Judged(Complaint Complaint, WordsOf Words, ImmutableArray<string> Signs, string Category);
}
