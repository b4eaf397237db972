using NodaTime;
using Recovery.Cases;
using Recovery.Remedies;

namespace Recovery.Tests.Cases;

public class StaffCommandTests
{
    [Theory]
    [InlineData(null, "carrier-lost", "explanation")]
    [InlineData("  ", "carrier-lost", "explanation")]
    [InlineData("We lost it.", null, "rootCause")]
    [InlineData("We lost it.", "weather", "rootCause")]
    public void Resolving_without_an_explanation_or_a_known_root_cause_is_refused_with_the_reason(string? explanation, string? cause, string field)
    {
        var refusal = Life.Of().Refuses(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, explanation, cause));

        Assert.Equal(field, refusal.Field);
        Assert.NotEmpty(refusal.Reason);
    }

    [Fact]
    public void A_remedy_above_the_limit_is_approved_by_the_right_role_and_by_somebody_else()
    {
        var life = Life.Of().Do(k => new ProposeRemedy(k, Life.Lena, Life.Voucher(80)));

        Assert.Equal(RemedyStatus.Proposed, life.Case.Remedy!.Status);
        Assert.Equal("remedy", life.Refuses(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "x", "carrier")).Field);
        Assert.Equal(RefusalKind.NotAllowed, life.Refuses(k => new ApproveRemedy(k, Life.Anna, ["agent"])).Kind);
        Assert.Equal(RefusalKind.NotAllowed, life.Refuses(k => new ApproveRemedy(k, Life.Lena, ["team-lead"])).Kind);

        life.Do(k => new ApproveRemedy(k, Actor.Staff("mona"), ["team-lead"])).Resolved();
        Assert.Equal(80, life.Case.Resolution!.Remedy!.Amount);
    }

    [Fact]
    public void A_remedy_within_the_limit_may_come_with_the_resolution()
    {
        var life = Life.Of().Do(k => new Resolve(k, Life.Anna, ResolutionOutcome.PartlyUpheld, "Half of it.", "carrier", Life.Voucher(50)));
        Assert.Equal(RemedyStatus.Approved, life.Case.Remedy!.Status);

        Assert.Equal("remedy", Life.Of().Refuses(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "x", "carrier", Life.Voucher(51))).Field);
    }

    public static TheoryData<RemedyOffer, string> BadOffers => new()
    {
        { new RemedyOffer("yacht", null, null, "A yacht"), "kind" },
        { new RemedyOffer("voucher", null, null, "V"), "amount" },
        { new RemedyOffer("voucher", -1, "EUR", "V"), "amount" },
        { new RemedyOffer("voucher", 200.01m, "EUR", "V"), "amount" },
        { new RemedyOffer("voucher", 1.001m, "EUR", "V"), "amount" },
        { new RemedyOffer("voucher", 10, "USD", "V"), "currency" },
        { new RemedyOffer("apology", 10, "EUR", "Sorry"), "amount" },
        { new RemedyOffer("apology", null, null, " "), "description" },
    };

    [Theory]
    [MemberData(nameof(BadOffers))]
    public void An_offer_outside_the_catalogue_is_refused_by_field(RemedyOffer offer, string field)
    {
        Assert.Equal(field, Life.Of().Refuses(k => new ProposeRemedy(k, Life.Anna, offer)).Field);
        Assert.Equal($"remedy.{field}", Life.Of().Refuses(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "x", "carrier", offer)).Field);
    }

    [Fact]
    public void A_declined_remedy_makes_way_for_another()
    {
        var life = Life.Of().Do(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(80)))
            .Do(k => new DeclineRemedy(k, Life.Lena, "too much"))
            .Do(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(20)));

        Assert.Equal(RemedyStatus.Approved, life.Case.Remedy!.Status);
        Assert.Equal(20, life.Case.Remedy.Offer.Amount);
    }

    [Fact]
    public void A_graver_severity_tightens_what_is_owed_and_a_milder_one_does_not_loosen_it()
    {
        var life = Life.Of().Until("2026-11-23 12:00").Do(k => new Triage(k, Life.Anna, "billing", "high", "She was charged thrice."));

        Assert.Equal("billing", life.Case.Category);
        Assert.Equal(Life.At("2026-11-24 12:00"), life.Case.Owed(PromiseKind.Update)!.DueAt);
        Assert.Equal(["anna: She was charged thrice."], life.Case.Reasons.AsEnumerable());

        life.Do(k => new Triage(k, Life.Anna, null, "normal", "It was once."));
        Assert.Equal(Life.At("2026-11-24 12:00"), life.Case.Owed(PromiseKind.Update)!.DueAt);
    }

    [Fact]
    public void An_extension_is_told_with_its_reason_and_is_a_new_promise()
    {
        var life = Life.Of().Until("2026-11-30 12:00").Do(k => new Extend(k, Life.Anna, Life.At("2026-12-15 12:00"), "The carrier searches."));

        Assert.Equal(Life.At("2026-12-15 12:00"), life.Case.Owed(PromiseKind.Resolve)!.DueAt);
        Assert.Contains(MessageKind.Extended, life.Told);
        Assert.Equal("until", life.Refuses(k => new Extend(k, Life.Anna, Life.At("2026-12-01 12:00"), "x")).Field);
        Assert.Equal("until", life.Refuses(k => new Extend(k, Life.Anna, Life.At("2027-03-01 12:00"), "x")).Field);
    }

    [Fact]
    public void A_pause_has_a_reason_and_an_end_within_the_policy()
    {
        Assert.Equal("reason", Life.Of().Refuses(k => new Pause(k, Life.Anna, "")).Field);
        Assert.Equal("until", Life.Of().Refuses(k => new Pause(k, Life.Anna, "x", Life.At("2027-01-23 10:00"))).Field);
        Assert.Equal("until", Life.Of().Refuses(k => new Pause(k, Life.Anna, "x", Life.At("2026-11-20 10:00"))).Field);
        Assert.Equal(RefusalKind.NotNow, Life.Of().Do(k => new Pause(k, Life.Anna, "x")).Refuses(k => new Pause(k, Life.Anna, "y")).Kind);
        Assert.Equal(RefusalKind.NotNow, Life.Of().Refuses(k => new Resume(k, Life.Anna)).Kind);
    }

    [Fact]
    public void Escalating_by_hand_climbs_a_level_until_the_top()
    {
        var life = Life.Of();
        for (var level = 1; level <= 3; level++)
            life.Do(k => new Escalate(k, Life.Anna, "The press called."));

        Assert.Equal([1, 2, 3], life.All<Escalated>().Select(e => e.Level));
        Assert.Equal(RefusalKind.NotNow, life.Refuses(k => new Escalate(k, Life.Anna, "Again.")).Kind);
    }

    [Fact]
    public void Nobody_takes_an_escalation_that_is_not_there_or_is_taken()
    {
        Assert.Equal(RefusalKind.NotNow, Life.Of().Refuses(k => new TakeEscalation(k, Life.Lena)).Kind);
        var taken = Life.Of().Do(k => new Escalate(k, Life.Anna, "x")).Do(k => new TakeEscalation(k, Life.Lena));
        Assert.Contains("lena", taken.Refuses(k => new TakeEscalation(k, Life.Anna)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_is_a_person_of_the_policy_by_id_or_name()
    {
        Assert.Equal("bela", Life.Of().Do(k => new Assign(k, Life.Anna, "bela novak")).Case.Owner);
        Assert.Equal("owner", Life.Of().Refuses(k => new Assign(k, Life.Anna, "nobody")).Field);
    }

    [Fact]
    public void A_closed_case_takes_notes_and_messages_and_is_reopened_before_anything_else()
    {
        var life = Life.Of().Do(k => new CloseCase(k, Life.Anna, "It was meant for another company."));

        Assert.Equal(CloseManner.Staff, life.The<Closed>().Manner);
        life.Do(k => new Note(k, Life.Anna, "n")).Do(k => new SendMessage(k, Life.Anna, "m"));
        Assert.Equal(RefusalKind.NotNow, life.Refuses(k => new Assign(k, Life.Anna, "bela")).Kind);
        Assert.Equal(RefusalKind.NotNow, life.Refuses(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(1))).Kind);
        life.Do(k => new Reopen(k, Life.Anna, "It was ours."));
        Assert.NotNull(CaseClock.NextDue(life.Case, Life.Policy));
    }

    [Fact]
    public void A_promise_already_broken_when_staff_close_counts_as_missed()
    {
        var life = Life.Of().MailGoesOut();
        life.Jumps(Duration.FromDays(5));
        life.Do(k => new CloseCase(k, Life.Anna, "withdrawn"));

        Assert.Equal(PromiseKind.Update, life.The<PromiseMissed>().Kind);
    }

    [Fact]
    public void The_same_key_for_another_thing_is_refused()
    {
        var life = Life.Of().Do(new Note(new CommandId("k", "a"), Life.Anna, "one"));

        Assert.Empty(Assert.IsType<Accepted>(life.Decide(new Note(new CommandId("k", "a"), Life.Anna, "one"))).Events);
        Assert.Equal(RefusalKind.KeyReused, Assert.IsType<Refused>(life.Decide(new Note(new CommandId("k", "b"), Life.Anna, "two"))).Kind);
    }

    [Fact]
    public void Mail_that_cannot_be_delivered_becomes_a_task_for_the_owner()
    {
        var life = Life.Of();
        var message = life.The<MessageWritten>().Number;
        life.Do(new MessageFailed(new CommandId(""), message, "no such address"));

        Assert.Equal(message, Assert.Single(life.Case.Undelivered));
        Assert.Contains(WholeLifeTests.Effects(life).OfType<StaffAlert>(), a => a.Subject.Contains("not delivered", StringComparison.Ordinal));
        Assert.Empty(Assert.IsType<Accepted>(life.Decide(new MessageFailed(new CommandId(""), message, "no such address"))).Events);
    }

    [Fact]
    public void An_owner_is_somebody_who_is_there_today_whatever_the_case_was_opened_under()
    {
        Recovery.Policy.Person[] today = [new() { Id = "nora", Name = "Nora New" }];

        Assert.Equal("nora", Life.Of().Do(k => new Assign(k, Life.Anna, "Nora New", today)).Case.Owner);
        Assert.Equal("owner", Life.Of().Refuses(k => new Assign(k, Life.Anna, "bela", today)).Field);
    }
}
