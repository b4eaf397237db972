using Recovery.Cases;

namespace Recovery.Tests.Cases;

/// <summary>Which of the templates' sentences a life leads to.</summary>
public class WhatCustomersReadTests
{
    [Fact]
    public void A_holding_message_owns_to_the_promise_that_slipped_and_to_no_other()
    {
        var forgotten = Held(Life.Of().Until("2026-11-25 10:00"));
        Assert.Contains("News was promised.", forgotten, StringComparison.Ordinal);
        Assert.DoesNotContain("An answer was promised.", forgotten, StringComparison.Ordinal);

        var slow = Life.Of();
        while (slow.Now < Life.At("2026-12-07 09:00"))
            slow.Passes("1bd").Do(k => new SendMessage(k, Life.Anna, "Still at it."));
        var held = Held(slow.Until("2026-12-07 17:00"));
        Assert.Contains("An answer was promised.", held, StringComparison.Ordinal);
        Assert.DoesNotContain("News was promised.", held, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_names_who_has_taken_it_or_else_who_was_called_in()
    {
        var life = Life.Of().Until("2026-11-25 10:00");
        Assert.Contains("It is put before our team lead.", Last(life), StringComparison.Ordinal);

        life.Do(k => new SendMessage(k, Life.Anna, "Soon."));
        Assert.Contains("Soon. It is put before our team lead.", Last(life), StringComparison.Ordinal);

        life.Do(k => new TakeEscalation(k, Life.Lena)).Do(k => new SendMessage(k, Life.Anna, "Sooner."));
        Assert.StartsWith("Sooner. Lena Lead has taken charge of it.\n", Last(life), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ResolutionOutcome.Upheld, "We uphold it.")]
    [InlineData(ResolutionOutcome.PartlyUpheld, "We uphold it in part.")]
    [InlineData(ResolutionOutcome.NotUpheld, "We do not uphold it.")]
    public void The_answer_says_the_outcome(ResolutionOutcome outcome, string sentence)
    {
        var life = Life.Of().Do(k => new Resolve(k, Life.Anna, outcome, "Because.", "carrier"));

        Assert.StartsWith(sentence + " Because", Last(life), StringComparison.Ordinal);
    }

    [Fact]
    public void Word_of_the_closing_says_how_it_came_to_it()
    {
        Assert.Equal("We heard nothing.", Last(Life.Of().Resolved().Until("2026-12-31 12:00")));
        Assert.Equal("You said so.", Last(Life.Of().Resolved().Do(k => new CustomerAnswers(k, true))));
        Assert.Equal("Because a duplicate.", Last(Life.Of().Do(k => new CloseCase(k, Life.Anna, "a duplicate"))));
    }

    [Fact]
    public void Word_of_the_reopening_says_why()
    {
        Assert.StartsWith("Not solved. Next", Last(Life.Of().Resolved().Do(k => new CustomerAnswers(k, false))), StringComparison.Ordinal);
        Assert.StartsWith(
            "You wrote after the closing. Next",
            Last(Life.Of().Resolved().Until("2026-12-10 12:00").Do(k => new CustomerWrites(k, "Empty box."))),
            StringComparison.Ordinal);
        Assert.StartsWith("Because an error. Next", Last(Life.Of().Resolved().Do(k => new Reopen(k, Life.Anna, "an error"))), StringComparison.Ordinal);
        var unanswered = Life.Of().Resolved().Do(k => new CustomerWrites(k, "Empty box.")).Until("2026-12-10 12:00");
        Assert.StartsWith(
            "Nobody replied. Next", unanswered.All<MessageWritten>().First(m => m.Kind == MessageKind.Reopened).Body, StringComparison.Ordinal);
    }

    private static string Held(Life life) => life.All<MessageWritten>().Single(m => m.Kind == MessageKind.Holding).Body;

    private static string Last(Life life) => life.All<MessageWritten>().Last().Body.Replace("\\", "", StringComparison.Ordinal);
}
