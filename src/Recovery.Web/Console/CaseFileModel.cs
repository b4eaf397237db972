using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Web.Cases;
using Recovery.Web.Components;
using Recovery.Web.Timelines;

namespace Recovery.Web.Console;

/// <summary>A command that somebody tried on this page, and what came of it.</summary>
/// <param name="Refusal">Why not, for the whole form; a fault of one field stands in the state.</param>
/// <param name="Changes">What others did meanwhile, when that is why.</param>
public sealed record Attempt(string Name, FormState State, string? Refusal, IReadOnlyList<string> Changes);

/// <summary>One case as staff see it: everything.</summary>
public sealed record CaseFileModel
{
    public required ConsoleFrame Frame { get; init; }

    public required Case Case { get; init; }

    /// <summary>The words of the policy that the case was opened under.</summary>
    public required Wording Wording { get; init; }

    public required IReadOnlyList<TimelineEntry> Entries { get; init; }

    public required Due? NextDue { get; init; }

    /// <summary>Messages that wait for somebody to send them.</summary>
    public required IReadOnlyList<WithheldText> Withheld { get; init; }

    public required IReadOnlyList<CaseFile> Files { get; init; }

    /// <summary>The link that stands in a public reply.</summary>
    public required string PrivateLink { get; init; }

    /// <summary>What stands under the review, or would stand there, with its link.</summary>
    public string? PublicReply => Case.PublicReply?.Text.Replace(MessageText.PrivateLink, PrivateLink, StringComparison.Ordinal);

    /// <summary>The customer's speaker first, as the transcript names them.</summary>
    public IEnumerable<(string Value, string Text)> Speakers =>
        (Case.Complaint.Call?.Lines ?? []).Select(l => l.Speaker).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Select(s => (s, s));

    /// <summary>The command that has just succeeded.</summary>
    public string? Done { get; init; }

    public Attempt? Attempt { get; init; }

    /// <summary>The resolution gave a remedy that nobody has recorded as given.</summary>
    public bool RemedyIsOwed => CaseMarks.Of(Case).Contains(CaseMarks.RemedyOwed, StringComparer.Ordinal);

    public FormState StateOf(string command) => Attempt?.Name == command ? Attempt.State : FormState.Empty;

    public IEnumerable<(string Value, string Text)> People => Wording.Policy.Document.People.Select(p => (p.Id, p.Name));

    public IEnumerable<(string Value, string Text)> Categories => Wording.Policy.Document.Categories.Select(c => (c.Id, c.Name));

    public IEnumerable<(string Value, string Text)> Severities => Wording.Policy.Document.Severities.Select(s => (s.Id, s.Name));

    /// <summary>The tree, each level set in further.</summary>
    public IEnumerable<(string Value, string Text)> RootCauses => Indented(Wording.Policy.Document.RootCauses, 0);

    public IEnumerable<(string Value, string Text)> Remedies => Wording.Policy.Document.Remedies.Select(r => (r.Kind, $"{r.Name}{Limits(r)}"));

    public IEnumerable<(string Value, string Text)> Currencies =>
        Wording.Policy.Document.Remedies.SelectMany(r => r.Money?.Currencies ?? []).Distinct().Select(c => (c, c));

    private static IEnumerable<(string, string)> Indented(IEnumerable<RootCause> causes, int depth) =>
        causes.SelectMany(c => Indented(c.Children, depth + 1).Prepend((c.Id, string.Concat(Enumerable.Repeat("    ", depth)) + c.Name)));

    private static string Limits(RemedyKind remedy)
    {
        var limits = new List<string>();
        if (remedy.Money is { } money)
        {
            limits.Add($"up to {money.Maximum:0.##} {string.Join("/", money.Currencies)}");
            if (money.ApprovalAbove is { } above)
                limits.Add($"approval above {above:0.##}");
        }

        if (remedy.ApprovedBy is { } role)
            limits.Add($"approved by {role}");
        return limits.Count == 0 ? "" : $" ({string.Join(", ", limits)})";
    }
}
