using Recovery.Cases;

namespace Recovery.Tests.Cases;

/// <summary>Mail that a mail service took and could not deliver after all, as it tells minutes or days later.</summary>
public class BouncedMailTests
{
    [Fact]
    public void A_message_that_comes_back_after_it_left_is_undelivered_and_its_owner_is_told()
    {
        var life = Life.Of().MailGoesOut();
        var message = life.The<MessageWritten>().Number;

        life.Do(k => new MessageBounced(k, message, "the mailbox does not exist"));

        Assert.Equal([message], life.Case.Undelivered.AsEnumerable());
        Assert.True(CaseSummaries.Of(life.Case).Undelivered);
        var alert = WholeLifeTests.Effects(life).OfType<StaffAlert>().Last();
        Assert.Equal((life.Case.Owner, $"{life.Case.Id}-{life.The<MessageUndelivered>().Number}-alert"), (alert.Person, alert.Id));
        Assert.Contains("the mailbox does not exist", alert.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void An_acknowledgement_that_came_back_was_none_and_the_next_message_that_gets_through_is_one()
    {
        var life = Life.Of().MailGoesOut();
        Assert.True(life.Case.IsAcknowledged);

        life.Do(k => new MessageBounced(k, life.The<MessageWritten>().Number, "the mailbox is full"));
        Assert.False(life.Case.IsAcknowledged);

        life.Do(k => new SendMessage(k, Life.Anna, "We tried to reach you.")).MailGoesOut();
        Assert.True(life.Case.IsAcknowledged);
        Assert.Equal(2, life.All<Acknowledged>().Count());
        Assert.Empty(life.Case.Undelivered);
    }

    [Fact]
    public void A_later_message_that_comes_back_leaves_the_acknowledgement_as_it_is()
    {
        var life = Life.Of().MailGoesOut().Do(k => new SendMessage(k, Life.Anna, "Soon.")).MailGoesOut();

        life.Do(k => new MessageBounced(k, life.All<MessageWritten>().Last().Number, "the mailbox is full"));

        Assert.True(life.Case.IsAcknowledged);
    }

    [Fact]
    public void The_same_bounce_told_again_changes_nothing_even_when_mail_has_got_through_since()
    {
        var life = Life.Of().MailGoesOut();
        var bounce = new MessageBounced(life.Key(), life.The<MessageWritten>().Number, "the mailbox is full");
        life.Do(bounce).Do(bounce);
        Assert.Single(life.All<MessageUndelivered>());

        life.Do(k => new SendMessage(k, Life.Anna, "We tried to reach you.")).MailGoesOut().Do(bounce with { Id = life.Key() });
        Assert.Single(life.All<MessageUndelivered>());
        Assert.Empty(life.Case.Undelivered);
    }

    [Fact]
    public void A_bounce_that_is_told_before_the_sending_was_noted_takes_the_message_back()
    {
        var life = Life.Of();
        var message = life.The<MessageWritten>().Number;

        life.Do(k => new MessageBounced(k, message, "the mailbox is full")).Do(new MessageDelivered(new CommandId(""), message));

        Assert.Equal([message], life.Case.Undelivered.AsEnumerable());
        Assert.False(life.Case.IsAcknowledged);
        Assert.Empty(life.All<MessageSent>());
    }

    [Fact]
    public void A_message_that_was_never_written_cannot_come_back()
    {
        var life = Life.Of().MailGoesOut();

        Assert.Equal("message", life.Refuses(k => new MessageBounced(k, life.Case.Version + 1, "the mailbox is full")).Field);
    }
}
