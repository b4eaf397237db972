using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Tests.Cases;

namespace Recovery.Tests.Intake;

/// <summary>Which case a complaint opens or joins, and which it is perhaps the same as.</summary>
public class ComplaintIntakeTests
{
    private const string Words = "The blue kettle that I ordered arrived broken and nobody answers the phone.";

    private readonly Desk _desk = new();

    [Fact]
    public async Task The_same_trouble_told_in_two_channels_is_suggested_to_staff()
    {
        var first = await _desk.OpensAsync("1", Life.Complaint(Words));
        _desk.Now += Duration.FromDays(2);
        var second = await _desk.OpensAsync("2", Life.Complaint($"{Words} Please help!") with { Channel = Channel.Chat });

        Assert.NotEqual(first.Case.Id, second.Case.Id);
        Assert.Equal(new Suspect(first.Case.Id, first.Case.Reference, "the same customer, 2 days earlier, in much the same words"), Assert.Single(second.Case.Suspects));
        Assert.Empty((await _desk.CaseAsync(first.Case.Id))!.Suspects);
    }

    [Theory]
    [InlineData("dora@customer.example", Words, null, 2)]
    [InlineData(Desk.Carla, "My bank was charged for a toaster which I have sent back weeks ago.", null, 2)]
    [InlineData(Desk.Carla, Words, "B-2", 2)]
    [InlineData(Desk.Carla, Words, null, 15)]
    public async Task Another_customer_other_words_another_order_or_another_time_is_another_complaint(string email, string words, string? order, int days)
    {
        await _desk.OpensAsync("1", Life.Complaint(Words) with { OrderReference = "A-1" });
        _desk.Now += Duration.FromDays(days);

        Assert.Empty((await _desk.OpensAsync("2", Life.Complaint(words) with { Email = email, OrderReference = order })).Case.Suspects);
    }

    [Fact]
    public async Task A_case_that_was_merged_is_suspected_no_more()
    {
        var (first, second) = (await _desk.OpensAsync("1", Life.Complaint(Words)), await _desk.OpensAsync("2", Life.Complaint(Words)));
        await _desk.Merging.MergeAsync(second.Case.Id, first.Case.Id, new CommandId("m"), Life.Anna, null, default);

        Assert.Equal(first.Case.Id, Assert.Single((await _desk.OpensAsync("3", Life.Complaint(Words))).Case.Suspects).Case);
    }

    [Fact]
    public async Task A_complaint_that_comes_again_suspects_and_joins_nothing_and_costs_little()
    {
        var first = await _desk.OpensAsync("1", Life.Complaint(Words));
        var incident = await IncidentAsync();
        var (uses, loads) = (_desk.Correspondence.Uses, _desk.Cases.Loads);
        var again = await _desk.OpensAsync("1", Life.Complaint(Words));

        Assert.Equal((first.Case.Id, 0), (again.Case.Id, again.Events.Count));
        Assert.Empty(again.Case.Suspects);
        Assert.Equal((1, 1), (_desk.Correspondence.Uses - uses, _desk.Cases.Loads - loads));
        Assert.False((await _desk.CaseAsync(incident.Id))!.HeardFrom);
    }

    [Fact]
    public async Task Cut_off_before_the_customer_is_remembered_it_is_made_good_when_it_comes_again()
    {
        var incoming = Desk.Incoming("1", Life.Complaint(Words));
        await _desk.Service.OpenAsync(incoming.Case, incoming.Command, incoming.Complaint, default);
        var again = await _desk.OpensAsync("1", Life.Complaint(Words));
        Assert.Empty(again.Case.Suspects);

        Assert.Single((await _desk.OpensAsync("2", Life.Complaint(Words))).Case.Suspects);
    }

    [Fact]
    public async Task A_new_complaint_uses_the_index_twice_and_an_anonymous_one_never()
    {
        await _desk.OpensAsync("1", Life.Complaint(Words));
        Assert.Equal(2, _desk.Correspondence.Uses);
        await _desk.OpensAsync("2", new Complaint { Channel = Channel.Form, Description = Words, Anonymous = true });
        Assert.Equal(2, _desk.Correspondence.Uses);
        Assert.Equal(0, _desk.Cases.Loads);
    }

    [Fact]
    public async Task An_index_that_cannot_be_reached_refuses_no_complaint()
    {
        _desk.Correspondence.Fault = new IOException("no network");
        Assert.NotEmpty((await _desk.OpensAsync("1", Life.Complaint(Words))).Events);
    }

    [Fact]
    public async Task The_same_key_for_another_complaint_is_refused_as_ever()
    {
        await _desk.OpensAsync("1", Life.Complaint(Words));
        var other = Desk.Incoming("1", Life.Complaint("Something else."));
        Assert.Equal(RefusalKind.KeyReused, Assert.IsType<NotDone>(await _desk.Intake.OpenAsync(other, default)).Refusal.Kind);
    }

    [Theory]
    [InlineData("My parcel has not come.", null)]
    [InlineData("Nobody tells me anything!", null)]
    [InlineData("I was charged, but where is it?", "#A-17")]
    public async Task A_complaint_about_a_known_failure_joins_the_case_that_it_opened(string words, string? order)
    {
        var incident = await IncidentAsync();
        var complaint = Life.Complaint(words) with { OrderReference = order, Phone = "+49 30 1234567" };
        var joined = await _desk.OpensAsync("1", complaint);
        var again = await _desk.OpensAsync("1", complaint);

        Assert.Equal((incident.Id, incident.Id, 0), (joined.Case.Id, again.Case.Id, again.Events.Count));
        Assert.Single(await _desk.EventsAsync<ComplaintJoined>(incident));
        Assert.Single(_desk.Cases.All);
        // The failure's list knew no telephone number; now the next call is the same customer's.
        Assert.Equal(incident.Id, (await _desk.OpensAsync("2", Life.Complaint("Well?") with { Email = null, Phone = "030 1234567" })).Case.Id);
    }

    [Fact]
    public async Task Who_knows_a_customers_number_is_not_sent_that_customers_case()
    {
        var victim = (await _desk.OpensAsync("incident", Incident() with { Email = null, Name = "Vera", Phone = "+49 170 5550077" })).Case;
        var opened = (await _desk.OpensAsync("1", Life.Complaint("My parcel has not come.") with { Email = "mallory@evil.example", Phone = "0170 5550077" })).Case;
        await _desk.RunAsync();

        Assert.NotEqual(victim.Id, opened.Id);
        Assert.Contains("nobody has proved", Assert.Single(opened.Suspects, s => s.Case == victim.Id).Why, StringComparison.Ordinal);
        Assert.DoesNotContain(_desk.Sent, m => m.To.Any(t => t.Address == "mallory@evil.example") && m.Text.Contains(_desk.Tokens.Status(victim.Id), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("My parcel has not come.", "B-2", 1)]
    [InlineData("I was charged twice.", null, 1)]
    [InlineData("My parcel has not come.", null, 61)]
    public async Task What_is_plainly_something_else_has_a_case_of_its_own(string words, string? order, int days)
    {
        var incident = await IncidentAsync();
        _desk.Now += Duration.FromDays(days);
        var opened = await _desk.OpensAsync("1", Life.Complaint(words) with { OrderReference = order });

        Assert.NotEqual(incident.Id, opened.Case.Id);
    }

    [Fact]
    public async Task A_closed_case_takes_no_complaint_and_a_repeat_of_one_that_it_took_finds_it()
    {
        var incident = await IncidentAsync();
        await _desk.OpensAsync("1", Life.Complaint());
        await _desk.CloseAsync(incident);

        Assert.Equal(incident.Id, (await _desk.OpensAsync("1", Life.Complaint())).Case.Id);
        Assert.NotEqual(incident.Id, (await _desk.OpensAsync("2", Life.Complaint())).Case.Id);
    }

    [Fact]
    public async Task A_complaint_that_opened_its_case_while_the_index_was_away_joins_nothing_later()
    {
        var incident = await IncidentAsync();
        _desk.Correspondence.Fault = new IOException("no network");
        var opened = await _desk.OpensAsync("1", Life.Complaint());
        _desk.Correspondence.Fault = null;

        Assert.Equal(opened.Case.Id, (await _desk.OpensAsync("1", Life.Complaint())).Case.Id);
        Assert.Empty(await _desk.EventsAsync<ComplaintJoined>(incident));
    }

    [Fact]
    public async Task What_a_program_wrote_joins_nothing()
    {
        await IncidentAsync();
        var mail = _desk.Letter("m1", "My parcel has not come.") with { Headers = [new("Precedence", "bulk")] };
        Assert.Equal(Channel.Email, (await _desk.OpensAsync(mail)).Complaint.Channel);
    }

    [Fact]
    public async Task A_mail_about_a_known_failure_brings_its_files_and_its_thread_along()
    {
        var incident = await IncidentAsync();
        var mail = _desk.Letter("m1", "My parcel has not come.") with { Files = [new("label.jpg", "image/jpeg", new byte[] { 7 })] };
        Assert.Equal(incident.Id, (await _desk.JoinsAsync(mail)).Id);
        Assert.Equal(incident.Id, (await _desk.JoinsAsync(mail)).Id);
        Assert.Equal(incident.Id, (await _desk.JoinsAsync(_desk.Letter("m2", "Well?", "sister@family.example") with { Answers = ["m1"] })).Id);

        var joined = Assert.Single(await _desk.EventsAsync<ComplaintJoined>(incident));
        Assert.NotNull(await _desk.Files.FindAsync(incident.Id.Value, Assert.Single(joined.Complaint.Attachments).Sha256, default));
        Assert.All(_desk.Files.Kept, f => Assert.Equal(incident.Id.Value, f.Place));
        Assert.Single(await _desk.EventsAsync<CustomerWrote>(incident));
    }

    /// <summary>Carla's case of a van that burnt out, with order A-17 on it.</summary>
    private async Task<Case> IncidentAsync() => (await _desk.OpensAsync("incident", Incident())).Case;

    private Complaint Incident() => new()
    {
        Channel = Channel.Incident,
        Description = "A delivery van burnt out.",
        Email = Desk.Carla,
        OrderReference = "A-16, A-17",
        Incident = new IncidentNotice { Id = "van", Title = "a delivery van that burnt out", HappenedAt = _desk.Now, Message = "Your parcel was in it.", Category = "delivery" },
    };
}
