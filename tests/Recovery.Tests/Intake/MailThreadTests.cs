using Recovery.Cases;

namespace Recovery.Tests.Intake;

/// <summary>Which case a mail goes on with.</summary>
public class MailThreadTests
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task A_reply_to_the_private_address_goes_to_its_case_however_the_address_was_written_on_the_way()
    {
        var opened = await OpenAsync("m1");
        var address = _desk.Addresses.ReplyTo(_desk.Tokens.Reply(opened.Id))!;

        var reply = _desk.Letter("m2", "Here is the number.", "brother@family.example") with { Recipients = ["other@shop.example", address.ToUpperInvariant()] };
        Assert.Equal(opened.Id, (await _desk.JoinsAsync(reply)).Id);

        var wrote = Assert.Single(await _desk.EventsAsync<CustomerWrote>(opened));
        Assert.Equal(("Here is the number.", true), (wrote.Text, wrote.Mail!.FromSomebodyElse));
    }

    [Fact]
    public async Task A_forged_private_address_opens_a_case_of_its_own()
    {
        var opened = await OpenAsync("m1");
        var token = _desk.Tokens.Reply(opened.Id);
        string[] forged = [token[..^1] + (token[^1] == '0' ? '1' : '0'), _desk.Tokens.Status(opened.Id), new CaseTokens([new byte[32]]).Reply(opened.Id), token + "0", ""];
        foreach (var one in forged)
            await _desk.OpensAsync(_desk.Letter($"m-{one}", "Let me in.", "mallory@evil.example") with { Recipients = [$"complaints+{one}@story.example", "no address at all"] });

        Assert.Empty(await _desk.EventsAsync<CustomerWrote>(opened));
    }

    [Fact]
    public async Task An_answer_to_a_mail_that_we_received_goes_to_its_case()
    {
        var opened = await OpenAsync("m1");
        await _desk.JoinsAsync(_desk.Letter("m2", "And another thing.") with { Answers = ["never-seen", "m1"] });
        // The thread goes on from the answer too.
        Assert.Equal(opened.Id, (await _desk.JoinsAsync(_desk.Letter("m3", "Adding my sister.", "sister@family.example") with { Answers = ["m2"] })).Id);
    }

    [Fact]
    public async Task An_answer_to_any_mail_that_we_sent_goes_to_its_case()
    {
        var opened = await OpenAsync("m1");
        await _desk.RunAsync();
        foreach (var sent in _desk.Sent)
        {
            var id = Desk.Delivered(sent, _desk.Now).MessageId;
            Assert.Equal(opened.Id, (await _desk.JoinsAsync(_desk.Letter($"to-{id}", "Thanks.") with { Answers = [id.ToUpperInvariant()] })).Id);
        }

        Assert.Equal(opened.Id, (await _desk.JoinsAsync(_desk.Letter("root", "Thanks.") with { Answers = [$"{opened.Id}@story.example"] })).Id);
        await _desk.OpensAsync(_desk.Letter("elsewhere", "Thanks.") with { Answers = [$"{opened.Id}@elsewhere.example"] });
        await _desk.OpensAsync(_desk.Letter("nowhere", "Thanks.") with { Answers = [$"{CaseId.From("no", "case")}-4-email@story.example"] });
    }

    [Fact]
    public async Task A_reference_in_the_subject_counts_only_with_the_customers_own_address()
    {
        var opened = await OpenAsync("m1");
        var loose = opened.Reference.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal);
        Assert.Equal(opened.Id, (await _desk.JoinsAsync(_desk.Letter("m2", "News?", "CARLA@Customer.example") with { Subject = $"about {loose}, please" })).Id);

        await _desk.OpensAsync(_desk.Letter("m3", "News?", "mallory@evil.example") with { Subject = opened.Reference });
        await _desk.OpensAsync(_desk.Letter("m4", "News?") with { Subject = "RC-00000-00000" });
        Assert.Single(await _desk.EventsAsync<CustomerWrote>(opened));
    }

    [Fact]
    public async Task The_private_address_wins_over_the_thread_and_the_thread_over_the_subject()
    {
        var (first, second, third) = (await OpenAsync("m1"), await OpenAsync("m2"), await OpenAsync("m3"));
        var all = _desk.Letter("r1", "Which one?") with
        {
            Recipients = [_desk.Addresses.ReplyTo(_desk.Tokens.Reply(first.Id))!],
            Answers = ["m2"],
            Subject = third.Reference,
        };
        Assert.Equal(first.Id, (await _desk.JoinsAsync(all)).Id);
        Assert.Equal(second.Id, (await _desk.JoinsAsync(all with { MessageId = "r2", Recipients = [_desk.Address] })).Id);
        Assert.Equal(third.Id, (await _desk.JoinsAsync(all with { MessageId = "r3", Recipients = [_desk.Address], Answers = [] })).Id);
    }

    [Fact]
    public async Task Of_what_it_answers_the_likeliest_wins_whether_we_sent_or_received_it()
    {
        var (first, second) = (await OpenAsync("m1"), await OpenAsync("m2"));
        var sent = $"{second.Id}-4-email@story.example";

        Assert.Equal(first.Id, (await _desk.JoinsAsync(_desk.Letter("r1", "Hello.") with { Answers = ["m1", sent] })).Id);
        Assert.Equal(second.Id, (await _desk.JoinsAsync(_desk.Letter("r2", "Hello.") with { Answers = [sent, "m1"] })).Id);
    }

    [Fact]
    public async Task Mail_to_a_case_that_was_merged_goes_to_where_it_goes_on()
    {
        var (first, second, third) = (await OpenAsync("m1"), await OpenAsync("m2"), await OpenAsync("m3"));
        await MergeAsync(first, second);
        await MergeAsync(second, third);

        Assert.Equal(third.Id, (await _desk.JoinsAsync(_desk.Letter("r1", "Still broken.") with { Answers = ["m1"] })).Id);
    }

    [Fact]
    public async Task Ten_thousand_claims_cost_no_more_than_a_few()
    {
        var opened = await OpenAsync("m1");
        var before = _desk.Cases.Loads;
        await _desk.OpensAsync(_desk.Letter("m2", "To everybody.", "other@customer.example") with
        {
            Recipients = [.. Enumerable.Range(0, 10_000).Select(n => $"someone{n}@crowd.example")],
            Answers = [.. Enumerable.Range(0, 10_000).Select(n => $"{CaseId.From("no", $"{n}")}@story.example")],
            Subject = string.Join(' ', Enumerable.Repeat(opened.Reference, 60)),
        });

        Assert.InRange(_desk.Cases.Loads - before, 0, 40);
    }

    private Task<Case> OpenAsync(string id) => _desk.OpensAsync(_desk.Letter(id, $"My parcel {id} has not come."));

    private async Task MergeAsync(Case one, Case into) =>
        Assert.IsType<Done>(await _desk.Merging.MergeAsync(one.Id, into.Id, new CommandId($"merge-{one.Id}"), Actor.Staff("anna"), null, default));
}
