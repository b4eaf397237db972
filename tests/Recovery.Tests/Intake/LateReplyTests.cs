using NodaTime;
using Recovery.Cases;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake;

/// <summary>Replies to cases that were closed.</summary>
public class LateReplyTests
{
    private static readonly Duration s_beyond = Duration.FromDays(40);

    [Fact]
    public async Task Within_the_window_a_reply_opens_the_case_again()
    {
        var desk = new Desk();
        var closed = await ClosedAsync(desk);
        await desk.PassAsync(Duration.FromDays(20));

        Assert.True((await desk.JoinsAsync(Reply(desk))).IsOpen);
        Assert.Single(await desk.EventsAsync<Reopened>(closed));
    }

    [Fact]
    public async Task Beyond_the_window_a_reply_opens_a_case_that_goes_on_from_the_old_one()
    {
        var desk = new Desk();
        var closed = await ClosedAsync(desk);
        await desk.PassAsync(s_beyond);

        var opened = await desk.OpensAsync(Reply(desk) with { Subject = "Re: Closed" });
        Assert.Equal((closed.Id, "It broke again."), (opened.Complaint.GoesOnFrom, opened.Complaint.Description));
        Assert.Equal(closed.Complaint.OrderReference, opened.Complaint.OrderReference);
        Assert.Empty(opened.Suspects);
        var old = (await desk.CaseAsync(closed.Id))!;
        Assert.False(old.IsOpen);
        Assert.Equal(opened.Id, Assert.Single(old.Links).Case);

        // It comes again, and the talk goes on in the new case.
        Assert.Equal(opened.Id, (await desk.OpensAsync(Reply(desk))).Id);
        Assert.Equal(opened.Id, (await desk.JoinsAsync(desk.Letter("m3", "Well?") with { Answers = ["m2"] })).Id);
        Assert.Equal(2, desk.Cases.All.Count);
        Assert.Single((await desk.CaseAsync(closed.Id))!.Links);
    }

    [Fact]
    public async Task A_new_case_of_somebody_else_knows_nothing_of_the_customer()
    {
        var desk = new Desk();
        await ClosedAsync(desk);
        await desk.PassAsync(s_beyond);

        var opened = await desk.OpensAsync(Reply(desk) with { From = "sister@family.example" });
        Assert.Equal((null, null, null), (opened.Complaint.OrderReference, opened.Complaint.Name, opened.Complaint.Phone));
    }

    [Fact]
    public async Task Cut_off_before_the_old_case_knows_of_the_new_one_it_is_told_when_the_mail_comes_again()
    {
        var desk = new Desk();
        var closed = await ClosedAsync(desk);
        await desk.PassAsync(s_beyond);
        desk.Cases.BeforeSave = change => change.Case.Id == closed.Id ? throw new IOException("cut off") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => desk.ReceiveAsync(Reply(desk)));
        desk.Cases.BeforeSave = null;
        var opened = await desk.OpensAsync(Reply(desk));

        Assert.Equal(opened.Id, Assert.Single((await desk.CaseAsync(closed.Id))!.Links).Case);
        Assert.Equal(2, desk.Cases.All.Count);
    }

    [Fact]
    public async Task Where_the_policy_says_so_a_late_reply_is_only_recorded()
    {
        var desk = new Desk(policy: p => p.Replace("\"reopenWithin\": \"P30D\"", "\"reopenWithin\": \"P30D\", \"afterReopenWindow\": \"record\"", StringComparison.Ordinal));
        var closed = await ClosedAsync(desk);
        await desk.PassAsync(s_beyond);

        Assert.False((await desk.JoinsAsync(Reply(desk))).IsOpen);
        Assert.Equal("It broke again.", Assert.Single(await desk.EventsAsync<CustomerWrote>(closed)).Text);
        Assert.Single(desk.Cases.All);
    }

    private static async Task<Case> ClosedAsync(Desk desk)
    {
        var opened = await desk.OpensAsync("1", Recovery.Tests.Cases.Life.Complaint() with { OrderReference = "A-17", Phone = "+49 30 1234567" });
        var closed = await desk.CloseAsync(opened.Case);
        Assert.False(closed.IsOpen);
        return closed;
    }

    private static InboundMail Reply(Desk desk) => desk.Letter("m2", "It broke again.") with { Recipients = [desk.Addresses.ReplyTo(desk.Tokens.Reply(CaseId.From("test", "1")))!], SentAt = null };
}
