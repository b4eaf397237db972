using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Providers;

public sealed class QuotedTextTests
{
    [Theory]
    [InlineData("english-gmail", "It still leaks, and nobody called.\n\nAda")]
    [InlineData("english-outlook", "It still leaks.")]
    [InlineData("german-outlook", "Der Kessel ist wieder undicht.\n\nMit freundlichen Grüßen\nJörg Müller")]
    [InlineData("german-iphone", "Nein, das hilft mir nicht.")]
    [InlineData("french", "Le colis n'est jamais arrivé.")]
    [InlineData("spanish", "El hervidor sigue goteando.")]
    [InlineData("italian", "Il bollitore perde ancora.")]
    [InlineData("dutch", "De ketel lekt nog steeds.")]
    [InlineData("yahoo", "It leaks.")]
    [InlineData("czech", "Konvice stále teče.")]
    [InlineData("disclaimer", "The invoice is wrong.\n\nKind regards\nAda Brook")]
    public void Only_what_was_written_now_is_the_text(string file, string text) =>
        Assert.Equal(text, QuotedText.Split(Payload.Text($"Quoted/{file}.txt")).Text);

    [Fact]
    public void Answers_between_the_lines_stand_with_what_they_answer()
    {
        var (text, folded) = QuotedText.Split(Payload.Text("Quoted/german-thunderbird.txt"));

        Assert.Equal("> Ist der Kessel angekommen?\nNein.\n> Dürfen wir Sie anrufen?\nJa, ab 17 Uhr.", text);
        Assert.Equal("Am 20.11.26 um 16:02 schrieb Harbour Kettles:\n\n--\nJörg Müller\nTel. 030 5550100", folded);
    }

    [Fact]
    public void Of_a_long_quotation_the_last_lines_stay_above_the_answer()
    {
        var quoted = string.Join('\n', Enumerable.Range(1, 40).Select(i => $"> line {i}"));

        var (text, folded) = QuotedText.Split($"On 3 Nov 2026 at 10:00, Shop <a@shop.example> wrote:\n{quoted}\n\nThat is not true.");

        Assert.StartsWith("> line 31\n", text, StringComparison.Ordinal);
        Assert.EndsWith("> line 40\n\nThat is not true.", text, StringComparison.Ordinal);
        Assert.EndsWith("> line 30", folded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Quoted/forwarded.txt")]
    [InlineData("Quoted/only-quoted.txt")]
    public void What_is_passed_on_and_what_would_leave_nothing_is_not_folded(string file)
    {
        var (text, folded) = QuotedText.Split(Payload.Text(file));

        Assert.Null(folded);
        Assert.Equal(Payload.Text(file).Trim(), text);
    }

    [Theory]
    [InlineData("On 3 November your driver wrote:\n\"I left it at the door.\"\nThat is a lie.")]
    [InlineData("Am Montag um 9 Uhr schrieb ich Ihnen:\nder Kessel ist undicht.")]
    [InlineData("From: the beginning it was bad.\nTo: the end as well.")]
    [InlineData("Sent from my old address in May, the parcel came back because nobody had looked at the new one.")]
    [InlineData("a -- b\n--- c ---\nd")]
    [InlineData("I ordered:\n- a kettle\n- a lid")]
    public void Words_that_only_look_like_a_mail_program_are_the_customers(string text) => Assert.Equal((text, null), QuotedText.Split(text));

    [Fact]
    public void A_rule_of_dashes_above_much_text_is_no_signature()
    {
        var text = "First.\n--\n" + string.Join('\n', Enumerable.Range(0, 30).Select(i => $"And {i}."));

        Assert.Null(QuotedText.Split(text).Folded);
    }

    public static TheoryData<string> Files { get; } =
        new(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", "Providers", "Quoted")).Select(f => Path.GetFileName(f)!));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_line_is_lost_and_none_is_there_twice(string file)
    {
        var whole = Payload.Text("Quoted/" + file);

        var (text, folded) = QuotedText.Split(whole);

        Assert.Equal(Lines(whole), Lines($"{text}\n{folded}"));
    }

    [Fact]
    public void Splitting_ends_soon_however_many_lines_pretend()
    {
        foreach (var line in (string[])["On 1 wrote @\n", "From: a\n", "1:\n", "-- \n", "> a\nb\n", "Am\n", "-----\n", "Sent from my \n"])
        {
            var text = string.Concat(Enumerable.Repeat(line, 50_000));
            var (own, folded) = QuotedText.Split(text);
            Assert.Equal(Lines(text), Lines($"{own}\n{folded}"));
        }
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).Order(StringComparer.Ordinal)];
}
