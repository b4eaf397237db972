using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Recovery.Complaints;

namespace Recovery.Policy;

/// <summary>A complaint with what a person reads out of it.</summary>
/// <param name="Id">Names it among the mistakes: <c>en-017</c>.</param>
/// <param name="Language">BCP 47 tag that it is written in; triage is not told.</param>
/// <param name="Text">What the customer writes.</param>
/// <param name="Emotions">Ids of feelings, none for none.</param>
/// <param name="Signs">Ids of signs of vulnerability, none for none.</param>
/// <param name="HeldOut">Nobody looked at it while the rules were written, so that it tells how they do on complaints to come.</param>
public sealed record LabelledComplaint(string Id, string Language, string Text, ImmutableArray<string> Emotions, ImmutableArray<string> Signs, bool HeldOut = false)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>One JSON object a line; empty lines are passed over.</summary>
    /// <exception cref="FormatException">Names the line.</exception>
    public static ImmutableArray<LabelledComplaint> Read(string lines)
    {
        var read = ImmutableArray.CreateBuilder<LabelledComplaint>();
        foreach (var (number, line) in lines.ReplaceLineEndings("\n").Split('\n').Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)))
        {
            try
            {
                read.Add(JsonSerializer.Deserialize<LabelledComplaint>(line, s_json) ?? throw new JsonException());
            }
            catch (JsonException unreadable)
            {
                throw new FormatException($"Line {number + 1} is no complaint with its labels: it needs id, language, text, emotions and signs.", unreadable);
            }
        }

        return read.ToImmutable();
    }
}

/// <summary>How often a label was given by people and by the rules.</summary>
/// <param name="Labelled">By people.</param>
/// <param name="Found">By the rules.</param>
/// <param name="Right">By both.</param>
public sealed record LabelScore(string Label, int Labelled, int Found, int Right)
{
    /// <summary>Of what the rules found, the share that is right; null when they found nothing.</summary>
    public double? Precision => Found == 0 ? null : (double)Right / Found;

    /// <summary>Of what people labelled, the share that the rules found; null when there is nothing to find.</summary>
    public double? Recall => Labelled == 0 ? null : (double)Right / Labelled;
}

/// <summary>Holds the triage rules of a policy against complaints that people have labelled.</summary>
public static class TriageEvaluation
{
    /// <summary>Feelings and signs that stand on no complaint are not judged: nobody looked for them.</summary>
    /// <returns>
    /// Markdown: a table for the complaints that were held out and one for the others, where some were, or one for all; one for
    /// each language; and every mistake by the complaint's id.
    /// </returns>
    public static string Report(IReadOnlyList<LabelledComplaint> complaints, TriageEngine triage)
    {
        var judged = complaints.Select(c => new Judgement(c, triage.Judge(new Complaint { Channel = Channel.Form, Description = c.Text }))).ToList();
        var report = new StringBuilder();
        if (complaints.Any(c => c.HeldOut))
        {
            var (held, seen) = (judged.Where(j => j.Complaint.HeldOut).ToList(), judged.Where(j => !j.Complaint.HeldOut).ToList());
            Table(report, $"The {held.Count} that were held out", held, complaints);
            Table(report, $"The {seen.Count} that the rules were written with", seen, complaints);
        }
        else
        {
            Table(report, $"All {complaints.Count} complaints", judged, complaints);
        }

        foreach (var language in complaints.Select(c => c.Language).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var own = judged.Where(j => j.Complaint.Language == language).ToList();
            Table(report, $"The {own.Count} in {language}", own, complaints);
        }

        Mistakes(report, judged, Judged(complaints));
        return report.ToString();
    }

    public static IReadOnlyList<LabelScore> Scores(IReadOnlyList<LabelledComplaint> complaints, TriageEngine triage)
    {
        var judged = complaints.Select(c => new Judgement(c, triage.Judge(new Complaint { Channel = Channel.Form, Description = c.Text }))).ToList();
        return [.. Judged(complaints).Select(label => Score(judged, label))];
    }

    private static void Table(StringBuilder report, string title, IReadOnlyList<Judgement> judged, IReadOnlyList<LabelledComplaint> all)
    {
        report.Append(CultureInfo.InvariantCulture, $"**{title}**\n\n| | labelled | found | right | precision | recall |\n|---|---:|---:|---:|---:|---:|\n");
        var scores = Judged(all).Select(label => Score(judged, label)).ToList();
        foreach (var score in scores)
            Row(report, score);
        Row(report, new LabelScore("**together**", scores.Sum(s => s.Labelled), scores.Sum(s => s.Found), scores.Sum(s => s.Right)));
        report.Append('\n');
    }

    private static void Row(StringBuilder report, LabelScore score) => report.Append(
        CultureInfo.InvariantCulture,
        $"| {score.Label} | {score.Labelled} | {score.Found} | {score.Right} | {Share(score.Precision)} | {Share(score.Recall)} |\n");

    private static string Share(double? share) => share is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "";

    private static void Mistakes(StringBuilder report, IReadOnlyList<Judgement> judged, IReadOnlyList<string> labels)
    {
        report.Append("**Mistakes**\n\n");
        var none = true;
        foreach (var one in judged)
        {
            var missed = labels.Where(l => one.IsLabelled(l) && !one.IsFound(l)).Select(l => $"missed {l}");
            var wrong = labels.Where(l => !one.IsLabelled(l) && one.IsFound(l)).Select(l => $"took {one.Words(l)} for {l}");
            if (string.Join("; ", missed.Concat(wrong)) is not { Length: > 0 } mistakes)
                continue;
            none = false;
            report.Append(CultureInfo.InvariantCulture, $"- {one.Complaint.Id}: {mistakes}\n");
        }

        if (none)
            report.Append("None.\n");
    }

    private static LabelScore Score(IReadOnlyList<Judgement> judged, string label) => new(
        label, judged.Count(j => j.IsLabelled(label)), judged.Count(j => j.IsFound(label)), judged.Count(j => j.IsLabelled(label) && j.IsFound(label)));

    private static IReadOnlyList<string> Judged(IReadOnlyList<LabelledComplaint> complaints) =>
    [
        .. complaints.SelectMany(c => c.Emotions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        .. complaints.SelectMany(c => c.Signs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private sealed record Judgement(LabelledComplaint Complaint, TriageResult Result)
    {
        public bool IsLabelled(string label) => Complaint.Emotions.Contains(label) || Complaint.Signs.Contains(label);

        public bool IsFound(string label) => Result.Emotions.Contains(label) || Result.Signs.Contains(label);

        /// <summary>What the rule's reason quotes.</summary>
        public string Words(string label)
        {
            var reason = Result.Reasons.First(r => r.StartsWith($"feeling {label}:", StringComparison.Ordinal) || r.StartsWith($"sign {label}:", StringComparison.Ordinal));
            return reason[(reason.LastIndexOf('(') + 1)..].TrimEnd(')');
        }
    }
}
