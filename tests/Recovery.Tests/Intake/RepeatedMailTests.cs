using NodaTime;
using Recovery.Cases;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake;

/// <summary>Mail that comes more than once, or was cut off on the way.</summary>
public class RepeatedMailTests
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task A_mail_that_is_delivered_twice_is_one_case_and_a_reply_one_message()
    {
        var letter = _desk.Letter("m1", "My parcel has not come.");
        var reply = _desk.Letter("m2", "And now it is broken.") with { Answers = ["m1"] };
        var opened = await _desk.OpensAsync(letter);
        await _desk.JoinsAsync(reply);
        Assert.Equal(opened.Id, (await _desk.OpensAsync(letter)).Id);
        Assert.Equal(opened.Id, (await _desk.JoinsAsync(reply)).Id);

        Assert.Single(_desk.Cases.All);
        Assert.Single(await _desk.EventsAsync<CustomerWrote>(opened));
        Assert.Empty(opened.Suspects);
    }

    [Fact]
    public async Task A_mail_that_two_providers_bring_is_the_same_though_each_reads_it_in_its_own_way()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        var again = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come. ") with { ReturnPath = null, Recipients = ["all@story.example"] });

        Assert.Equal((opened.Id, opened.Version), (again.Id, again.Version));
    }

    [Fact]
    public async Task A_program_that_gives_every_mail_the_same_id_loses_none_of_them()
    {
        var first = await _desk.OpensAsync(_desk.Letter("contact-form", "My parcel has not come."));
        var second = await _desk.OpensAsync(_desk.Letter("contact-form", "I was charged twice.", "dora@customer.example"));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(second.Id, (await _desk.OpensAsync(_desk.Letter("contact-form", "I was charged twice.", "dora@customer.example"))).Id);

        var next = _desk.Letter("contact-form", "It is still not here.") with { SentAt = _desk.Now + Duration.FromHours(3) };
        Assert.Equal(first.Id, (await _desk.JoinsAsync(next)).Id);
        await _desk.JoinsAsync(next);
        Assert.Single(await _desk.EventsAsync<CustomerWrote>(first));
        Assert.Equal(2, _desk.Cases.All.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_complaint_that_is_cut_off_at_any_step_is_whole_when_it_comes_again(int step)
    {
        var letter = _desk.Letter("m1", "My parcel has not come.") with { Files = [new InboundFile("label.jpg", "image/jpeg", new byte[] { 1, 2 })] };
        await CutOffAsync(letter, step);
        var opened = await _desk.OpensAsync(letter);

        Assert.Single(_desk.Cases.All);
        Assert.NotNull(await _desk.Files.FindAsync(opened.Id.Value, Assert.Single(opened.Complaint.Attachments).Sha256, default));
        Assert.Equal(opened.Id, (await _desk.JoinsAsync(_desk.Letter("m2", "Well?") with { Answers = ["m1"] })).Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_reply_that_is_cut_off_at_any_step_is_told_once_when_it_comes_again(int step)
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        var reply = _desk.Letter("m2", "Here is a picture.") with { Answers = ["m1"], Files = [new InboundFile("a.jpg", "image/jpeg", new byte[] { 1 })] };
        await CutOffAsync(reply, step);
        await _desk.JoinsAsync(reply);

        var wrote = Assert.Single(await _desk.EventsAsync<CustomerWrote>(opened));
        Assert.NotNull(await _desk.Files.FindAsync(opened.Id.Value, Assert.Single(wrote.Attachments).Sha256, default));
    }

    [Fact]
    public async Task A_mail_that_opened_its_case_before_its_thread_was_known_stays_there()
    {
        // The answer overtakes the mail that it answers; then it is cut off before it is remembered.
        var overtaking = _desk.Letter("m2", "Adding to what I said.") with { Answers = ["m1"] };
        var opened = await _desk.OpensAsync(overtaking);
        var fresh = new Desk { Now = _desk.Now };
        await fresh.Intake.OpenAsync(new(opened.Id, new CommandId("open", "f"), opened.Complaint), default);
        await fresh.OpensAsync(fresh.Letter("m1", "I have a complaint."));

        Assert.Equal(opened.Id, (await fresh.OpensAsync(overtaking)).Id);
        Assert.Equal(2, fresh.Cases.All.Count);
        Assert.All(fresh.Cases.All, c => Assert.False(c.HeardFrom));
    }

    [Fact]
    public async Task A_reply_that_comes_again_after_its_case_was_merged_is_not_told_twice()
    {
        var (first, second) = (await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come.")), await _desk.OpensAsync(_desk.Letter("m2", "Parcel!")));
        var reply = _desk.Letter("m3", "Well?") with { Answers = ["m1"] };
        await _desk.JoinsAsync(reply);
        await _desk.Merging.MergeAsync(first.Id, second.Id, new CommandId("merge"), Actor.Staff("anna"), null, default);

        Assert.Equal(second.Id, (await _desk.JoinsAsync(reply)).Id);
        Assert.Empty(await _desk.EventsAsync<CustomerWrote>(second));
    }

    [Fact]
    public async Task An_index_that_cannot_be_reached_has_the_mail_sent_again()
    {
        _desk.Correspondence.Fault = new IOException("no network");
        await Assert.ThrowsAsync<IOException>(() => _desk.ReceiveAsync(_desk.Letter("m1", "My parcel has not come.")));
    }

    /// <summary>Lets the first uses of what the intake writes to succeed, and the next one fail.</summary>
    private async Task CutOffAsync(InboundMail mail, int step)
    {
        var fails = new IOException("cut off");
        switch (step)
        {
            case 1:
                _desk.Files.Fault = fails;
                break;
            case 2:
                _desk.Cases.BeforeSave = _ => throw fails;
                break;
            default:
                // After the save, before anything else: the index is asked before and written after.
                _desk.Cases.BeforeSave = async change =>
                {
                    _desk.Cases.BeforeSave = null;
                    await _desk.Cases.SaveAsync(change, default);
                    if (step == 4)
                        await _desk.Correspondence.RememberCustomerAsync(["email:" + Desk.Carla], change.Case.Id, _desk.Now, default);
                    throw fails;
                };
                break;
        }

        await Assert.ThrowsAsync<IOException>(() => _desk.ReceiveAsync(mail));
        (_desk.Files.Fault, _desk.Cases.BeforeSave) = (null, null);
    }
}
