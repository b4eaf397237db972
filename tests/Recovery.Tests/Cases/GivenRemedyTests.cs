using System.Text.Json;
using Recovery.Cases;
using Recovery.Remedies;
using Recovery.Webhooks;

namespace Recovery.Tests.Cases;

/// <summary>From the word that a remedy may be given to the customer having it.</summary>
public class GivenRemedyTests
{
    [Fact]
    public void Finance_pays_weeks_after_the_case_was_closed_and_says_so_once()
    {
        var life = Promised().Until("2026-12-20 12:00");
        Assert.IsType<ClosedPhase>(life.Case.Phase);
        Assert.Contains(CaseMarks.RemedyOwed, CaseMarks.Of(life.Case));

        var command = new DeliverRemedy(life.Key(), Actor.Staff("finance"));
        life.Do(command).Do(command);

        Assert.Equal(30, life.The<RemedyDelivered>().Remedy.Amount);
        Assert.True(life.Case.GivenRemedyDelivered);
        Assert.DoesNotContain(CaseMarks.RemedyOwed, CaseMarks.Of(life.Case));
        Assert.Equal("The remedy is recorded as given already.", life.Refuses(k => new DeliverRemedy(k, Life.Anna)).Reason);
        var told = life.Published.Single(p => p.Type == EventTypes.RemedyDelivered);
        var remedy = JsonDocument.Parse(told.Data).RootElement.GetProperty("remedy");
        Assert.Equal(("voucher", 30m, "EUR"), (remedy.GetProperty("kind").GetString(), remedy.GetProperty("amount").GetDecimal(), remedy.GetProperty("currency").GetString()));
        Assert.False(remedy.TryGetProperty("description", out _));
    }

    [Fact]
    public void What_the_customer_has_can_neither_be_declined_nor_replaced()
    {
        var life = Life.Of().Do(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(30))).Do(k => new DeliverRemedy(k, Life.Anna));

        Assert.Contains("has the remedy already", life.Refuses(k => new DeclineRemedy(k, Life.Anna, "too much")).Reason, StringComparison.Ordinal);
        Assert.Contains("has a remedy already", life.Refuses(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(40))).Reason, StringComparison.Ordinal);

        life.Resolved();
        Assert.True(life.Case.GivenRemedyDelivered);
        Assert.DoesNotContain(CaseMarks.RemedyOwed, CaseMarks.Of(life.Case));
    }

    [Fact]
    public void Nothing_is_given_that_nobody_approved()
    {
        Assert.Equal(RefusalKind.NotNow, Life.Of().Refuses(k => new DeliverRemedy(k, Life.Anna)).Kind);
        var waiting = Life.Of().Do(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(80)));
        Assert.Equal("No approved remedy waits to be given.", waiting.Refuses(k => new DeliverRemedy(k, Life.Anna)).Reason);
        waiting.Do(k => new DeclineRemedy(k, Life.Lena, "too much"));
        Assert.Equal(RefusalKind.NotNow, waiting.Refuses(k => new DeliverRemedy(k, Life.Anna)).Kind);
    }

    [Fact]
    public void A_remedy_of_a_resolution_that_did_not_stand_is_still_owed_and_the_one_in_hand_comes_first()
    {
        var life = Promised().Do(k => new CustomerAnswers(k, false, 1)).Do(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(45)));

        life.Do(k => new DeliverRemedy(k, Life.Anna)).Do(k => new DeliverRemedy(k, Life.Anna));

        Assert.Equal([45m, 30m], life.All<RemedyDelivered>().Select(e => e.Remedy.Amount!.Value));
        Assert.Null(life.Case.RemedyToDeliver);
    }

    [Fact]
    public void An_apology_is_given_by_the_resolution_itself()
    {
        var life = Life.Of().Do(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "We lost it.", "carrier-lost", new RemedyOffer("apology", null, null, "We are sorry.")));

        Assert.Equal(ActorKind.Policy, life.The<RemedyDelivered>().By.Kind);
        Assert.DoesNotContain(CaseMarks.RemedyOwed, CaseMarks.Of(life.Case));
        Assert.Equal(
            [EventTypes.RemedyApproved, EventTypes.CaseResolved, EventTypes.RemedyDelivered],
            life.Published.Select(p => p.Type).Where(t => t is not (EventTypes.ComplaintReceived or EventTypes.ComplaintAcknowledged)));
    }

    [Fact]
    public void Declining_what_was_approved_is_told_since_finance_heard_of_it()
    {
        var life = Life.Of().Do(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(30))).Do(k => new DeclineRemedy(k, Life.Anna, "They want a kettle."));

        var data = JsonDocument.Parse(life.Published[^1].Data).RootElement;
        Assert.Equal(("remedy-declined", 30m), (data.GetProperty("change").GetString(), data.GetProperty("remedy").GetProperty("amount").GetDecimal()));
    }

    private static Life Promised() => Life.Of().Do(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "We lost it.", "carrier-lost", Life.Voucher(30)));
}
