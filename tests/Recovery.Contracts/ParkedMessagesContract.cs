using NodaTime;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IParkedMessages"/> keeps to with what came over HTTP.</summary>
public abstract class ParkedMessagesContract
{
    private const string File = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    protected abstract IParkedMessages Parked { get; }

    protected abstract IKeptFiles Files { get; }

    /// <summary>Given to <see cref="Parked"/>.</summary>
    protected TakesBack Intake { get; } = new();

    [Fact]
    public async Task A_body_of_bytes_comes_back_whole_and_goes_when_it_is_dismissed()
    {
        byte[] body = [.. Enumerable.Range(0, 3_000_000).Select(n => (byte)(n * 7))];
        await Files.PutAsync(IKeptFiles.ParkedPlaceName, File, body, default);
        await Parked.ParkAsync(Message(1), default);

        Assert.Equal(Message(1), await Parked.FindAsync("m-1", default));
        Assert.Equal(Message(1), Assert.Single(await Parked.ListAsync(null, 10, default)));
        Assert.Equal(body, await Files.FindAsync(IKeptFiles.ParkedPlaceName, File, default));

        Assert.True(await Parked.DismissAsync("m-1", default));
        Assert.False(await Parked.DismissAsync("m-1", default));
        Assert.Null(await Files.FindAsync(IKeptFiles.ParkedPlaceName, File, default));
        Assert.Null(await Parked.FindAsync("m-1", default));
    }

    [Fact]
    public async Task Retried_it_goes_to_the_intake_that_knows_its_source_and_then_off_the_list()
    {
        await Files.PutAsync(IKeptFiles.ParkedPlaceName, File, new byte[] { 1, 2 }, default);
        await Parked.ParkAsync(Message(1), default);

        Assert.True(await Parked.RetryAsync("m-1", default));

        Assert.Equal([Message(1)], Intake.Taken);
        Assert.Empty(await Parked.ListAsync(null, 10, default));
        Assert.Null(await Files.FindAsync(IKeptFiles.ParkedPlaceName, File, default));
        Assert.False(await Parked.RetryAsync("m-1", default));
    }

    [Fact]
    public async Task What_still_cannot_be_read_stays_with_its_file()
    {
        await Files.PutAsync(IKeptFiles.ParkedPlaceName, File, new byte[] { 1, 2 }, default);
        await Parked.ParkAsync(Message(1), default);
        Intake.Refusal = "It is still no mail.";

        var refused = await Assert.ThrowsAsync<NotRetriableException>(() => Parked.RetryAsync("m-1", default));

        Assert.Equal("It is still no mail.", refused.Message);
        Assert.Single(await Parked.ListAsync(null, 10, default));
        Assert.NotNull(await Files.FindAsync(IKeptFiles.ParkedPlaceName, File, default));
    }

    [Fact]
    public async Task A_source_that_nobody_knows_cannot_be_retried()
    {
        await Parked.ParkAsync(Message(1) with { Source = "pigeon" }, default);

        await Assert.ThrowsAsync<NotRetriableException>(() => Parked.RetryAsync("m-1", default));

        Assert.Single(await Parked.ListAsync(null, 10, default));
    }

    [Fact]
    public async Task Parked_anew_while_it_is_retried_it_stays()
    {
        await Parked.ParkAsync(Message(1), default);
        var anew = Message(1) with { ParkedAt = StoredCases.Monday + Duration.FromHours(1), Reason = "again" };
        Intake.WhileTaking = () => Parked.ParkAsync(anew, default);

        Assert.True(await Parked.RetryAsync("m-1", default));

        Assert.Equal(anew, Assert.Single(await Parked.ListAsync(null, 10, default)));
    }

    [Fact]
    public async Task The_same_bytes_that_came_twice_are_kept_until_both_are_dealt_with()
    {
        await Files.PutAsync(IKeptFiles.ParkedPlaceName, File, new byte[] { 1, 2 }, default);
        await Parked.ParkAsync(Message(1), default);
        await Parked.ParkAsync(Message(2) with { Query = "callId=8" }, default);

        await Parked.DismissAsync("m-1", default);
        Assert.NotNull(await Files.FindAsync(IKeptFiles.ParkedPlaceName, File, default));

        await Parked.RetryAsync("m-2", default);
        Assert.Null(await Files.FindAsync(IKeptFiles.ParkedPlaceName, File, default));
    }

    [Fact]
    public async Task Pages_follow_each_other_the_newest_first()
    {
        for (var number = 1; number <= 7; number++)
            await Parked.ParkAsync(Message(number) with { ParkedAt = StoredCases.Monday + Duration.FromMinutes(number / 2) }, default);

        var seen = new List<ParkedMessage>();
        while (await Parked.ListAsync(seen.Count == 0 ? null : ParkedPlace.Of(seen[^1]), 2, default) is { Count: > 0 } page)
            seen.AddRange(page);

        Assert.Equal(7, seen.Select(m => m.Id).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(m => m.ParkedAt).Select(m => m.ParkedAt), seen.Select(m => m.ParkedAt));
    }

    [Fact]
    public async Task A_list_shows_the_start_of_a_long_body()
    {
        var body = new string('x', ParkedMessage.StartLength - 1) + "😀 and more " + new string('y', 100_000);
        await Parked.ParkAsync(Message(1) with { Body = body }, default);

        Assert.Equal(new string('x', ParkedMessage.StartLength - 1), Assert.Single(await Parked.ListAsync(null, 10, default)).Start);
        Assert.Equal(body, (await Parked.FindAsync("m-1", default))!.Body);
    }

    private static ParkedMessage Message(int number) => new($"m-{number}", TakesBack.Source, "It is no mail.", "From: ann", StoredCases.Monday)
    {
        File = File,
        MediaType = "message/rfc822; charset=\"utf-8\"",
        Query = "callId=7&from=%2B4930",
    };
}

/// <summary>An intake that takes back what it is given.</summary>
public sealed class TakesBack : IParkedIntake
{
    public const string Source = "email/mime";

    public List<ParkedMessage> Taken { get; } = [];

    /// <summary>Why it takes nothing; null when it does.</summary>
    public string? Refusal { get; set; }

    public Func<Task> WhileTaking { get; set; } = () => Task.CompletedTask;

    public bool Knows(string source) => source == Source;

    public async Task RetryAsync(ParkedMessage message, CancellationToken cancel)
    {
        if (Refusal is not null)
            throw new NotRetriableException(Refusal);
        await WhileTaking();
        Taken.Add(message);
    }
}
