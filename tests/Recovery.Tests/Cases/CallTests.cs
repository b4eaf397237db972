using Recovery.Cases;

namespace Recovery.Tests.Cases;

/// <summary>Complaints that were spoken.</summary>
public class CallTests
{
    [Fact]
    public void A_call_that_is_certain_enough_is_acknowledged_by_naming_what_was_understood()
    {
        var life = Life.Of(Arrivals.Call(email: "carla@customer.example"));

        Assert.Null(life.Case.AwaitsListening);
        Assert.Contains("my parcel is gone", life.The<MessageWritten>().Body, StringComparison.Ordinal);
        Assert.Contains(life.Case.Promises, p => p.Kind == PromiseKind.Resolve);
    }

    [Fact]
    public void A_caller_without_an_address_is_called_back()
    {
        var life = Life.Of(Arrivals.Call());

        var withheld = life.The<MessageWithheld>();
        Assert.Contains("call the customer back", withheld.Reason, StringComparison.Ordinal);
        Assert.Contains("my parcel is gone", withheld.Body, StringComparison.Ordinal);
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));
        Assert.Contains(CaseMarks.Unreachable, CaseSummaries.Of(life.Case).Marks);
        Assert.Contains("call the customer back", WholeLifeTests.Effects(life).OfType<StaffAlert>().Single().Body, StringComparison.Ordinal);

        life.Do(k => new SendMessage(k, Life.Anna, "I called her back and told her what we do."));
        Assert.True(life.Case.IsAcknowledged);
        Assert.Null(life.Case.Owed(PromiseKind.Acknowledge));
        Assert.Contains(CaseMarks.Reached, CaseSummaries.Of(life.Case).Marks);
    }

    [Theory]
    [InlineData(0.59, 0.9, null, "59 in 100")]
    [InlineData(0.9, 0.49, null, "49 in 100")]
    [InlineData(0.9, 0.9, "the speakers are not told apart", "not told apart")]
    public void What_is_not_certain_is_listened_to_before_anything_is_promised(double customer, double words, string? needsListening, string because)
    {
        var life = Life.Of(Arrivals.Call(customer, words, "carla@customer.example", needsListening));

        Assert.Contains(because, life.The<ListeningAsked>().Reason, StringComparison.Ordinal);
        Assert.Equal([PromiseKind.Acknowledge], life.Case.Promises.Select(p => p.Kind));
        Assert.Empty(life.All<MessageWritten>());
        Assert.Empty(life.All<MessageWithheld>());
        Assert.Contains(CaseMarks.Listen, CaseSummaries.Of(life.Case).Marks);
        Assert.Contains("listen to the call", WholeLifeTests.Effects(life).OfType<StaffAlert>().Single().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.6, 0.5)]
    [InlineData(0.6, null)]
    public void What_is_just_certain_enough_need_not_be_listened_to(double customer, double? words) =>
        Assert.Null(Life.Of(Arrivals.Call(customer, words)).Case.AwaitsListening);

    [Fact]
    public void A_call_that_nobody_listens_to_is_not_forgotten_and_tells_the_customer_nothing()
    {
        var life = Life.Of(Arrivals.Call(0.1, email: "carla@customer.example")).Until("2027-01-15 10:00");

        Assert.Empty(life.All<MessageWritten>());
        Assert.NotNull(CaseClock.NextDue(life.Case, Life.Policy));
        Assert.InRange(life.All<PromiseMissed>().Count(), 10, 30);
        Assert.Single(life.Case.Promises, p => p.Missed);
        Assert.Equal(1, life.Case.HighestLevel);
    }

    [Fact]
    public void Who_has_listened_says_who_the_customer_is_and_then_promises_are_made()
    {
        var life = Life.Of(Arrivals.Call(0.1, email: "carla@customer.example")).Passes("1bh")
            .Do(k => new ConfirmTranscript(k, Life.Anna, "B", "Charged twice, and too ill to come to the shop."));

        Assert.Null(life.Case.AwaitsListening);
        Assert.Equal("I was charged twice and I am ill.", life.Case.Complaint.Description);
        Assert.Equal("high", life.Case.Severity);
        Assert.Contains(life.Case.Promises, p => p.Kind == PromiseKind.Update);
        Assert.Contains(life.Case.Promises, p => p.Kind == PromiseKind.Resolve);
        Assert.Equal(Life.Of().Case.Owed(PromiseKind.Statutory)!.DueAt, life.Case.Owed(PromiseKind.Statutory)!.DueAt);
        Assert.Contains("Charged twice", life.The<MessageWritten>().Body, StringComparison.Ordinal);

        life.MailGoesOut();
        Assert.True(life.Case.IsAcknowledged);
        Assert.Null(life.Case.Owed(PromiseKind.Acknowledge));
    }

    [Fact]
    public void A_caller_without_an_address_is_called_back_once_somebody_has_listened()
    {
        var life = Life.Of(Arrivals.Call(0.1)).Do(k => new ConfirmTranscript(k, Life.Anna, null, null));

        Assert.Equal([MessageKind.Acknowledgement], life.Case.Withheld.AsEnumerable());
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));
    }

    [Fact]
    public void Staff_who_write_before_anybody_has_listened_promise_themselves_and_the_product_does_not()
    {
        var life = Life.Of(Arrivals.Call(0.1)).Do(k => new SendMessage(k, Life.Anna, "I left a message on her machine."));

        Assert.NotNull(life.Case.Owed(PromiseKind.Update));
        Assert.Null(life.Case.Owed(PromiseKind.Resolve));
        life.Until("2026-12-01 10:00");
        Assert.Equal([MessageKind.Message], life.Told);
        Assert.Equal([MessageKind.Holding], life.Case.Withheld.AsEnumerable());

        life.Do(k => new ConfirmTranscript(k, Life.Anna, null, null));
        Assert.Single(life.Case.Promises, p => p is { Kind: PromiseKind.Update, Missed: false });
        Assert.NotNull(life.Case.Owed(PromiseKind.Resolve));
    }

    [Fact]
    public void Only_a_speaker_of_the_call_can_be_the_customer()
    {
        Assert.Equal("customerSpeaker", Life.Of(Arrivals.Call(0.1)).Refuses(k => new ConfirmTranscript(k, Life.Anna, "C", null)).Field);
        Assert.Contains("call", Life.Of().Refuses(k => new ConfirmTranscript(k, Life.Anna, null, null)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_follow_up_that_nobody_passed_on_is_not_called_an_answer_that_did_not_come()
    {
        var life = Life.Of(Arrivals.Call()).Resolved().Until("2027-01-10 10:00");

        Assert.False(life.Case.IsOpen);
        Assert.Contains("nobody asked the customer", life.The<Closed>().Reason, StringComparison.Ordinal);
        Assert.Contains(life.All<MessageWithheld>(), m => m.Kind == MessageKind.FollowUp);
    }

    [Fact]
    public void A_call_is_found_by_what_anybody_said_in_it() =>
        Assert.Contains("charged twice", CaseSummaries.SearchWords(Life.Of(Arrivals.Call()).Events)!, StringComparison.Ordinal);
}
