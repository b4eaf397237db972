using Recovery.Cases;
using Recovery.Tests.Cases;

namespace Recovery.Tests.Intake;

public class CaseMergingTests
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task The_complaint_goes_on_in_the_other_case_and_doing_it_again_changes_nothing()
    {
        var (one, other) = await TwoAsync();
        var ended = Assert.IsType<Done>(await MergeAsync(one, other, "k"));
        Assert.Equal((false, other.Id), (ended.Case.IsOpen, ended.Case.MergedInto!.Case));
        Assert.Empty(Assert.IsType<Done>(await MergeAsync(one, other, "k")).Events);
        Assert.Empty(Assert.IsType<Done>(await MergeAsync(one, other, "another")).Events);

        Assert.Equal(one.Id, Assert.Single(await _desk.EventsAsync<ComplaintJoined>(other)).From);
    }

    [Fact]
    public async Task Cut_off_in_the_middle_it_is_ended_when_it_is_done_again()
    {
        var (one, other) = await TwoAsync();
        _desk.Cases.BeforeSave = change => change.Case.Id == one.Id ? throw new IOException("cut off") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => MergeAsync(one, other, "k"));
        _desk.Cases.BeforeSave = null;
        await MergeAsync(one, other, "k");

        Assert.Single(await _desk.EventsAsync<ComplaintJoined>(other));
        Assert.Equal(other.Id, (await _desk.CaseAsync(one.Id))!.MergedInto!.Case);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_that_are_merged_into_each_other_at_the_same_moment_do_not_both_end(bool turned)
    {
        var (one, other) = await TwoAsync();
        if (turned)
            (one, other) = (other, one);
        _desk.Cases.BeforeSave = async change =>
        {
            if (change.Case.Id != one.Id || change.Case.MergedInto is null)
                return;
            _desk.Cases.BeforeSave = null;
            await MergeAsync(other, one, "the other way");
        };
        await MergeAsync(one, other, "k");

        Case[] both = [(await _desk.CaseAsync(one.Id))!, (await _desk.CaseAsync(other.Id))!];
        var goesOn = Assert.Single(both, c => c.IsOpen);
        Assert.Equal(goesOn.Id, Assert.Single(both, c => !c.IsOpen).MergedInto!.Case);
        Assert.Single(await _desk.EventsAsync<ComplaintJoined>(goesOn));
    }

    [Fact]
    public async Task Whoever_has_seen_an_older_version_is_told_before_anything_is_done()
    {
        var (one, other) = await TwoAsync();
        await _desk.DoAsync(one.Id, k => new Note(k, Life.Anna, "Wait."));

        Assert.IsType<Conflict>(await _desk.Merging.MergeAsync(one.Id, other.Id, new CommandId("k"), Life.Anna, one.Version, default));
        Assert.Empty(await _desk.EventsAsync<ComplaintJoined>(other));
    }

    [Fact]
    public async Task What_cannot_be_merged_says_why()
    {
        var (one, other) = await TwoAsync();
        Assert.IsType<NotFound>(await _desk.Merging.MergeAsync(CaseId.From("no", "case"), other.Id, new CommandId("k"), Life.Anna, null, default));
        Assert.Equal("into", Assert.IsType<NotDone>(await _desk.Merging.MergeAsync(one.Id, CaseId.From("no", "case"), new CommandId("k"), Life.Anna, null, default)).Refusal.Field);
        Assert.Contains("itself", Assert.IsType<NotDone>(await MergeAsync(one, one, "k")).Refusal.Reason, StringComparison.Ordinal);

        await MergeAsync(one, other, "k");
        Assert.Contains("merged into this one", Assert.IsType<NotDone>(await MergeAsync(other, one, "k2")).Refusal.Reason, StringComparison.Ordinal);
        var third = (await _desk.OpensAsync("3", Life.Complaint())).Case;
        Assert.Contains(other.Reference, Assert.IsType<NotDone>(await MergeAsync(one, third, "k3")).Refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_case_takes_none_and_the_other_stays_as_it_is()
    {
        var (one, other) = await TwoAsync();
        await _desk.CloseAsync(other);
        Assert.Equal(RefusalKind.NotNow, Assert.IsType<NotDone>(await MergeAsync(one, other, "k")).Refusal.Kind);

        Assert.True((await _desk.CaseAsync(one.Id))!.IsOpen);
    }

    [Fact]
    public async Task Into_a_case_that_was_merged_itself_means_where_that_goes_on()
    {
        var (one, other) = await TwoAsync();
        var third = (await _desk.OpensAsync("3", Life.Complaint())).Case;
        await MergeAsync(other, third, "k");

        Assert.Equal(third.Id, Assert.IsType<Done>(await MergeAsync(one, other, "k2")).Case.MergedInto!.Case);
        Assert.Equal([other.Id, one.Id], (await _desk.EventsAsync<ComplaintJoined>(third)).Select(j => j.From!.Value));
    }

    private async Task<(Case, Case)> TwoAsync() => ((await _desk.OpensAsync("1", Life.Complaint())).Case, (await _desk.OpensAsync("2", Life.Complaint())).Case);

    private Task<CommandResult> MergeAsync(Case one, Case into, string key) => _desk.Merging.MergeAsync(one.Id, into.Id, new CommandId(key), Life.Anna, null, default);
}
