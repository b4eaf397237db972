using Recovery.Cases;
using Recovery.Intake.Mail;
using Recovery.Tests.Cases;

namespace Recovery.Tests.Intake;

/// <summary>Mail that no customer wrote: by programs, by mail systems, by our own staff.</summary>
public class AutomaticMailTests
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task An_absence_notice_on_a_case_changes_nothing_and_calls_nobody()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.DoAsync(opened.Id, k => new Pause(k, Life.Anna, "your number"));
        await _desk.RunAsync();
        var (before, sent) = (await _desk.CaseAsync(opened.Id), _desk.Sent.Count);

        var after = await _desk.JoinsAsync(Absence("m2") with { Answers = ["m1"] });
        await _desk.RunAsync();

        Assert.Equal((before!.Phase, before.AwaitsOurReply, before.HeardFrom), (after.Phase, after.AwaitsOurReply, after.HeardFrom));
        Assert.Equal(before.Promises, after.Promises);
        Assert.Equal(sent, _desk.Sent.Count);
        var reply = Assert.Single(await _desk.EventsAsync<AutomaticReplyReceived>(opened));
        Assert.Equal("I am away.", reply.Text);
        Assert.Contains("Auto-Submitted", reply.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absence_notice_does_not_open_a_closed_case_again_nor_a_new_one()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.CloseAsync(opened);
        foreach (var days in (int[])[1, 300])
        {
            await _desk.PassAsync(NodaTime.Duration.FromDays(days));
            Assert.False((await _desk.JoinsAsync(Absence($"m-{days}") with { Answers = ["m1"] })).IsOpen);
        }

        Assert.Single(_desk.Cases.All);
    }

    [Fact]
    public async Task A_complaint_that_a_program_sent_is_recorded_and_waits_for_a_person()
    {
        var opened = await _desk.OpensAsync(Absence("m1"));
        await _desk.PassAsync(NodaTime.Duration.FromDays(56));

        Assert.Empty(_desk.Sent);
        Assert.NotNull(opened.Complaint.Mail!.Automatic);
        Assert.Contains(MessageKind.Acknowledgement, opened.Withheld);
    }

    [Fact]
    public async Task A_message_that_comes_back_stands_on_its_case_as_undelivered()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.RunAsync();
        var id = Desk.Delivered(_desk.Sent.First(m => m.Effect is CustomerEmail), _desk.Now).MessageId;

        Assert.Equal(new MailReported(opened.Id), await _desk.ReceiveAsync(Report("b1", id, "delayed", "4.4.1")));
        Assert.Equal(new MailReported(opened.Id), await _desk.ReceiveAsync(Report("b2", id, "delivered", "2.0.0")));
        Assert.Empty(await _desk.EventsAsync<MessageUndelivered>(opened));

        Assert.Equal(new MailReported(opened.Id), await _desk.ReceiveAsync(Report("b3", id, "failed", "5.1.1")));
        Assert.Equal(new MailReported(opened.Id), await _desk.ReceiveAsync(Report("b3", id, "failed", "5.1.1")));
        Assert.Equal(new MailReported(opened.Id), await _desk.ReceiveAsync(Report("b4", id, "failed", "carla@customer.example is full")));
        var came = Assert.Single(await _desk.EventsAsync<MessageUndelivered>(opened));
        Assert.Equal(opened.AcknowledgedBy ?? came.Message, came.Message);
        Assert.Equal("the recipient's mail system could not deliver it (status 5.1.1)", came.Reason);
    }

    [Fact]
    public async Task A_report_says_no_more_of_the_reason_than_its_number()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.RunAsync();
        var sent = Desk.Delivered(_desk.Sent.First(m => m.Effect is CustomerEmail), _desk.Now).MessageId;
        // It names the message only as what it answers.
        await _desk.ReceiveAsync(Report("b1", null, "failed", "carla@customer.example is full") with { Answers = [sent] });

        Assert.Equal("the recipient's mail system could not deliver it", Assert.Single(await _desk.EventsAsync<MessageUndelivered>(opened)).Reason);
    }

    [Fact]
    public async Task An_alert_that_comes_back_is_shown_where_staff_look()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.RunAsync();
        var id = Desk.Delivered(_desk.Sent.First(m => m.Effect is StaffAlert), _desk.Now).MessageId;
        await _desk.ReceiveAsync(Report("b1", id, "failed", "5.1.1"));

        Assert.True((await _desk.CaseAsync(opened.Id))!.IsAlertLost);
    }

    [Fact]
    public async Task A_report_on_mail_that_is_not_ours_waits_for_staff()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        string?[] foreign = [null, "m1", $"{opened.Id}@story.example", $"{opened.Id}-4-email@elsewhere.example", $"{CaseId.From("no", "case")}-4-email@story.example", $"{opened.Id}-999-email@story.example"];
        foreach (var id in foreign)
            Assert.IsType<MailToPark>(await _desk.ReceiveAsync(Report($"b-{id}", id, "failed", "5.1.1")));

        Assert.Single(_desk.Cases.All);
        Assert.Empty(await _desk.EventsAsync<MessageUndelivered>(opened));
    }

    [Fact]
    public async Task What_staff_write_from_their_mail_program_is_a_note_and_never_the_customers_word()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.RunAsync();
        var alert = Desk.Delivered(_desk.Sent.First(m => m.Effect is StaffAlert), _desk.Now);
        await _desk.JoinsAsync(_desk.Letter("m2", "I called the carrier.", "Anna@Story.example") with
        {
            Answers = [alert.MessageId],
            Files = [new InboundFile("proof.pdf", "application/pdf", new byte[] { 1 })],
        });

        var note = Assert.Single(await _desk.EventsAsync<Noted>(opened));
        Assert.Equal(Actor.Staff("anna"), note.By);
        Assert.Equal("By mail; nobody has proved who sent it.\n\nI called the carrier.", note.Text);
        Assert.NotNull(await _desk.Files.FindAsync(opened.Id.Value, Assert.Single(note.Attachments).Sha256, default));
        var after = (await _desk.CaseAsync(opened.Id))!;
        Assert.Equal((false, false), (after.HeardFrom, after.StaffActed));
    }

    [Fact]
    public async Task The_absence_notice_of_somebody_of_staff_is_none_of_their_notes()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.RunAsync();
        var alert = Desk.Delivered(_desk.Sent.First(m => m.Effect is StaffAlert), _desk.Now);
        await _desk.JoinsAsync(Absence("m2", "anna@story.example") with { Answers = [alert.MessageId] });

        Assert.Empty(await _desk.EventsAsync<Noted>(opened));
        Assert.Single(await _desk.EventsAsync<AutomaticReplyReceived>(opened));
    }

    [Fact]
    public async Task Somebody_of_staff_who_complains_themselves_is_a_customer_in_their_own_case()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My own parcel has not come.", "anna@story.example"));
        await _desk.JoinsAsync(_desk.Letter("m2", "Well?", "anna@story.example") with { Answers = ["m1"] });

        Assert.Single(await _desk.EventsAsync<CustomerWrote>(opened));
    }

    [Fact]
    public async Task Mail_of_ours_that_is_sent_back_to_us_is_kept_with_its_case()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.RunAsync();
        foreach (var sent in _desk.Sent.ToList())
            Assert.Equal(opened.Id, (await _desk.JoinsAsync(Desk.Delivered(sent, _desk.Now))).Id);
        var count = _desk.Sent.Count;
        await _desk.RunAsync();

        Assert.Equal(count, _desk.Sent.Count);
        Assert.Single(_desk.Cases.All);
    }

    private InboundMail Absence(string id, string from = Desk.Carla) =>
        _desk.Letter(id, "I am away.", from) with { Headers = [new MailHeader("Auto-Submitted", "auto-replied")] };

    private InboundMail Report(string id, string? about, string action, string status) =>
        _desk.Letter(id, "Delivery report.", "mailer-daemon@customer.example") with { ReturnPath = "", Report = new DeliveryReport(about, action, status) };
}
