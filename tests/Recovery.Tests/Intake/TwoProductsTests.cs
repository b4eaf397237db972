using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake.Mail;
using Recovery.Messages;
using Recovery.Tests.Cases;

namespace Recovery.Tests.Intake;

/// <summary>Two installations that write to each other, as two companies would that complain to each other's desk.</summary>
public class TwoProductsTests
{
    private static readonly Duration s_step = Duration.FromHours(1);

    [Fact]
    public async Task When_the_customer_of_one_is_the_intake_of_the_other_the_other_never_answers()
    {
        var (ours, theirs) = (new Desk(), new Desk("theirs.example"));
        await ours.OpensAsync("1", Life.Complaint() with { Email = theirs.Address });
        await EightWeeksAsync(ours, theirs);

        Assert.Empty(theirs.Sent);
        Assert.Equal(await AloneAsync(Life.Complaint()), ours.Sent.Count);
        Assert.Equal(ours.Sent.Count(m => m.Effect is CustomerEmail), theirs.Cases.All.Count);
        Assert.All(theirs.Cases.All, c => Assert.NotEmpty(c.Withheld));
    }

    [Fact]
    public async Task When_the_staff_of_each_is_the_intake_of_the_other_no_alert_calls_forth_another()
    {
        var ours = new Desk(policy: StaffAre("complaints@theirs.example"));
        var theirs = new Desk("theirs.example", StaffAre("complaints@story.example"));
        await ours.OpensAsync("1", Life.Complaint());
        await EightWeeksAsync(ours, theirs);

        Assert.Empty(theirs.Sent);
        Assert.Equal(await AloneAsync(Life.Complaint()), ours.Sent.Count);
        Assert.NotEmpty(theirs.Cases.All);
    }

    [Fact]
    public async Task When_each_is_both_customer_and_staff_of_the_other_it_dies_out_all_the_same()
    {
        var ours = new Desk(policy: StaffAre("complaints@theirs.example"));
        var theirs = new Desk("theirs.example", StaffAre("complaints@story.example"));
        await ours.OpensAsync("1", Life.Complaint() with { Email = theirs.Address });
        await theirs.OpensAsync("1", Life.Complaint() with { Email = ours.Address });
        await EightWeeksAsync(ours, theirs);

        var alone = await AloneAsync(Life.Complaint());
        Assert.Equal((alone, alone), (ours.Sent.Count, theirs.Sent.Count));
    }

    [Fact]
    public async Task Where_every_header_is_lost_on_the_way_the_cap_holds_for_each_day()
    {
        var ours = new Desk(policy: StaffAre("complaints@theirs.example"));
        var theirs = new Desk("theirs.example", StaffAre("complaints@story.example"));
        await ours.OpensAsync("1", Life.Complaint() with { Email = theirs.Address });
        await TalkAsync(ours, theirs, Duration.FromDays(3), mail => mail with { Headers = [], Answers = [] });

        var most = ours.Current.Document.AutomaticMail.PerCustomerAndDay;
        var byDay = ours.Sent.Concat(theirs.Sent).GroupBy(m => (m.From.Host, m.To.Single().Address)).ToList();
        Assert.NotEmpty(theirs.Sent);
        Assert.All(byDay, g => Assert.InRange(g.Count(), 1, most * 4));
    }

    private static Func<string, string> StaffAre(string address) => policy => policy
        .Replace("anna@story.example", address, StringComparison.Ordinal)
        .Replace("bela@story.example", address, StringComparison.Ordinal)
        .Replace("lena@story.example", address, StringComparison.Ordinal)
        .Replace("hugo@story.example", address, StringComparison.Ordinal);

    /// <summary>How many mails a complaint costs that nobody of staff looks at and no program answers.</summary>
    private static async Task<int> AloneAsync(Complaint complaint)
    {
        var desk = new Desk();
        await desk.OpensAsync("1", complaint);
        await desk.PassAsync(Duration.FromDays(56));
        return desk.Sent.Count;
    }

    private static Task EightWeeksAsync(Desk ours, Desk theirs) => TalkAsync(ours, theirs, Duration.FromDays(56), mail => mail);

    private static async Task TalkAsync(Desk ours, Desk theirs, Duration length, Func<InboundMail, InboundMail> onTheWay)
    {
        var (fromOurs, fromTheirs) = (0, 0);
        for (var passed = Duration.Zero; passed < length; passed += s_step)
        {
            await ours.PassAsync(s_step);
            await theirs.PassAsync(s_step);
            fromOurs = await DeliverAsync(ours, fromOurs, theirs, onTheWay);
            fromTheirs = await DeliverAsync(theirs, fromTheirs, ours, onTheWay);
        }
    }

    private static async Task<int> DeliverAsync(Desk from, int already, Desk to, Func<InboundMail, InboundMail> onTheWay)
    {
        // A loop would not end by itself; this many says enough.
        Assert.True(from.Sent.Count < 2_000, "they keep each other going");
        ComposedMail[] fresh = [.. from.Sent.Skip(already)];
        foreach (var mail in fresh.Where(m => m.To.Any(t => t.Address == to.Address)))
            await to.ReceiveAsync(onTheWay(Desk.Delivered(mail, from.Now)));
        return already + fresh.Length;
    }
}
