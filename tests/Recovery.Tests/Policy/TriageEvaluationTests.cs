using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Recovery.Policy;

namespace Recovery.Tests.Policy;

public sealed class TriageEvaluationTests
{
    private const string Begin = "<!-- evaluation -->\n";
    private const string End = "<!-- /evaluation -->";

    [Fact]
    public void The_manual_says_how_well_the_shipped_rules_do_today()
    {
        var manual = File.ReadAllText(Document("triage.md")).ReplaceLineEndings("\n");
        var told = manual[(manual.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..manual.IndexOf(End, StringComparison.Ordinal)];

        Assert.Equal(TriageEvaluation.Report(Shipped(), PolicyEdit.Default.Triage).TrimEnd(), told.TrimEnd());
    }

    [Fact]
    public void The_shipped_complaints_are_at_least_two_hundred_in_two_languages_half_of_them_held_out()
    {
        var complaints = Shipped();

        Assert.InRange(complaints.Length, 200, int.MaxValue);
        Assert.Equal(["de", "en"], complaints.Select(c => c.Language).Distinct().Order());
        Assert.Equal(complaints.Length / 2, complaints.Count(c => c.HeldOut));
        Assert.Equal(complaints.Length, complaints.Select(c => c.Id).Distinct().Count());
    }

    [Fact]
    public void Every_label_is_one_that_the_shipped_policy_knows()
    {
        var triage = PolicyEdit.Default.Document.Triage;
        var known = triage.Feelings.Select(f => f.Id).OfType<string>().Concat(triage.Signs.Select(s => s.Id)).ToHashSet();

        Assert.All(Shipped(), c => Assert.All(c.Emotions.Concat(c.Signs), label => Assert.Contains(label, known)));
    }

    [Fact]
    public void Precision_counts_what_was_found_and_recall_what_was_there()
    {
        ImmutableArray<LabelledComplaint> complaints =
        [
            new("a", "en", "Nobody replied to me.", ["unheard"], []),
            new("b", "en", "I had to ring and ring.", ["unheard"], []),
            new("c", "en", "No reply needed.", [], []),
            new("d", "en", "The lamp is blue.", [], []),
        ];

        var score = Assert.Single(TriageEvaluation.Scores(complaints, PolicyEdit.Default.Triage));

        Assert.Equal(("unheard", 2, 2, 1), (score.Label, score.Labelled, score.Found, score.Right));
        Assert.Equal((0.5, 0.5), (score.Precision, score.Recall));
    }

    [Fact]
    public void Each_mistake_is_named_with_the_words_that_misled()
    {
        ImmutableArray<LabelledComplaint> complaints = [new("b", "en", "I had to ring and ring.", ["unheard"], []), new("c", "en", "No reply needed.", [], [])];

        var report = TriageEvaluation.Report(complaints, PolicyEdit.Default.Triage);

        Assert.Contains("- b: missed unheard\n", report, StringComparison.Ordinal);
        Assert.Contains("- c: took 'No reply' for unheard\n", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"a\"")]
    public void A_line_that_is_no_labelled_complaint_is_named(string line)
    {
        var fault = Assert.Throws<FormatException>(() => LabelledComplaint.Read("\n" + line));

        Assert.StartsWith("Line 2 ", fault.Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<LabelledComplaint> Shipped() => LabelledComplaint.Read(File.ReadAllText(Document(Path.Combine("triage", "complaints.jsonl"))));

    private static string Document(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", name);
}
