using System.Text;
using NodaTime;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake;

/// <summary>What a case holds of a mail.</summary>
public class MailWordsTests
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task The_mail_becomes_a_complaint_in_the_one_shape_that_all_have()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "It has not come.\r\nI waited.") with
        {
            Subject = "My parcel",
            FromName = "Carla\tCustomer",
            Language = "de-AT, en",
            Folded = "-- \nCarla",
            Files = [new InboundFile("label.jpg", "image/jpeg", Encoding.UTF8.GetBytes("hello"))],
            Oddities = ["the charset says utf-8, but it is windows-1252"],
        });

        var complaint = opened.Complaint;
        Assert.Equal((Channel.Email, "My parcel\n\nIt has not come.\nI waited.", "Carla Customer"), (complaint.Channel, complaint.Description, complaint.Name));
        Assert.Equal((Desk.Carla, "de-AT", (Instant?)null), (complaint.Email, complaint.Language, complaint.OccurredAt));
        Assert.Equal(("m1", "My parcel", "-- \nCarla".Trim()), (complaint.Mail!.MessageId, complaint.Mail.Subject, complaint.Mail.Folded));
        Assert.Equal((null, false), (complaint.Mail.Automatic, complaint.Mail.FromSomebodyElse));
        Assert.Equal("the charset says utf-8, but it is windows-1252", Assert.Single(complaint.Mail.Oddities));
        var file = Assert.Single(complaint.Attachments);
        Assert.Equal(("label.jpg", "image/jpeg", 5L, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"), (file.Name, file.MediaType, file.Size, file.Sha256));
    }

    [Theory]
    [InlineData("Re: My parcel", "About my parcel: where is it?", "About my parcel: where is it?")]
    [InlineData("Re: AW: ", "Where is it?", "Where is it?")]
    [InlineData("Fwd: Order 12", "Where is it?", "Fwd: Order 12\n\nWhere is it?")]
    [InlineData("Where is it?", "", "Where is it?")]
    [InlineData("", "Where\0 is\u001b it?", "Where is it?")]
    [InlineData("One\r\nBcc: everybody@crowd.example", "Where is it?", "One Bcc: everybody@crowd.example\n\nWhere is it?")]
    public async Task The_subject_stands_first_when_it_says_more_than_the_text(string subject, string text, string description)
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", text) with { Subject = subject });
        Assert.Equal(description, opened.Complaint.Description);
    }

    [Fact]
    public async Task Half_a_character_is_shown_as_what_it_is() =>
        Assert.Equal("Half\ufffd", (await _desk.OpensAsync(_desk.Letter("m1", "Half\ud800"))).Complaint.Description);

    [Fact]
    public async Task A_reply_does_not_repeat_its_subject()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "My parcel has not come."));
        await _desk.JoinsAsync(_desk.Letter("m2", "Well?") with { Answers = ["m1"], Subject = "Re: We have your complaint" });
        Assert.Equal("Well?", Assert.Single(await _desk.EventsAsync<Recovery.Cases.CustomerWrote>(opened)).Text);
    }

    [Theory]
    [InlineData(1, "(no text; 1 file attached)")]
    [InlineData(2, "(no text; 2 files attached)")]
    public async Task A_mail_of_pictures_alone_says_so(int files, string description)
    {
        var letter = _desk.Letter("m1", " ") with { Files = [.. Enumerable.Range(0, files).Select(n => new InboundFile($"{n}.jpg", "image/jpeg", new[] { (byte)n }))] };
        Assert.Equal(description, (await _desk.OpensAsync(letter)).Complaint.Description);
    }

    [Fact]
    public async Task A_complaint_that_is_all_quotation_is_read()
    {
        var opened = await _desk.OpensAsync(_desk.Letter("m1", "") with { Folded = "> My parcel has not come." });
        Assert.Equal(("> My parcel has not come.", null), (opened.Complaint.Description, opened.Complaint.Mail!.Folded));

        await _desk.JoinsAsync(_desk.Letter("m2", "") with { Answers = ["m1"], Folded = "> We have it." });
        var wrote = Assert.Single(await _desk.EventsAsync<Recovery.Cases.CustomerWrote>(opened));
        Assert.Equal("> We have it.", wrote.Mail!.Folded);
    }

    [Fact]
    public async Task What_goes_beyond_a_case_is_kept_whole_in_a_file()
    {
        var (text, folded) = (new string('a', IntakeLimits.Description - 1) + "😀 the end", new string('b', IntakeLimits.Description + 1));
        var opened = await _desk.OpensAsync(_desk.Letter("m1", text) with { Folded = folded });

        var file = Assert.Single(opened.Complaint.Attachments);
        var kept = await _desk.Files.FindAsync(opened.Id.Value, file.Sha256, default);
        Assert.Equal(("message.txt", $"{text}\n\n{folded}"), (file.Name, Encoding.UTF8.GetString(kept!)));
        Assert.InRange(opened.Complaint.Description.Length, IntakeLimits.Description - 100, IntakeLimits.Description);
        Assert.EndsWith("message.txt.]", opened.Complaint.Description, StringComparison.Ordinal);
        Assert.EndsWith("message.txt.]", opened.Complaint.Mail!.Folded!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Hello.", "", "whom it is from")]
    [InlineData("a, b@c.example", "Hello.", "", "whom it is from")]
    [InlineData(Desk.Carla, " ", " ", "empty")]
    public async Task What_nobody_could_answer_or_read_waits_for_staff(string from, string text, string subject, string reason)
    {
        var parked = Assert.IsType<MailToPark>(await _desk.ReceiveAsync(_desk.Letter("m1", text) with { From = from, Subject = subject }));
        Assert.Contains(reason, parked.Reason, StringComparison.Ordinal);
        Assert.Empty(_desk.Cases.All);
    }

    [Theory]
    [InlineData("not a language")]
    [InlineData("x")]
    [InlineData("<script>")]
    public async Task A_language_that_is_none_is_left_out(string language) =>
        Assert.Null((await _desk.OpensAsync(_desk.Letter("m1", "Hello.") with { Language = language })).Complaint.Language);
}
