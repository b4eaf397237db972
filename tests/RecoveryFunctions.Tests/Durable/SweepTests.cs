using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Queues;

namespace RecoveryFunctions.Tests.Durable;

public sealed class SweepTests : IUnwokenCases, ICaseNudges
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 23, 9, 0);

    private readonly List<UnwokenCase> _lying = [.. Enumerable.Range(1, 20).Select(i => Lying(i, s_now - Duration.FromMinutes(2) - Duration.FromSeconds(i)))];
    private readonly List<CaseId> _nudged = [];
    private readonly HashSet<CaseId> _repaired = [];
    private readonly Entries<CaseTimers> _log = new();
    private readonly Lock _lock = new();
    private (Instant Before, int Limit) _asked;
    private CaseId? _broken;
    private CaseId? _gone;
    private Instant _now = s_now;
    private TimerInfo _timer = new();

    [Fact]
    public async Task What_lies_is_put_right_then_nudged_and_told_to_operators_in_one_entry()
    {
        await SweepAsync();

        Assert.Equal(s_now - Duration.FromMinutes(2), _asked.Before);
        Assert.Equal(20, _nudged.Count);
        Assert.Equal(_nudged.ToHashSet(), _repaired);
        Assert.Equal(["CasesOverdue"], _log.Names);
        Assert.Equal("20 cases were not woken in time, the oldest by 2 minutes; they were nudged.", _log.Texts[0]);
    }

    [Fact]
    public async Task One_that_cannot_be_helped_keeps_no_other_from_it_and_the_sweep_counts_as_failed()
    {
        _broken = _lying[3].Id;

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(SweepAsync);

        Assert.Equal(19, _nudged.Count);
        Assert.DoesNotContain("personal", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["CasesOverdue"], _log.Names);
    }

    [Fact]
    public async Task What_was_announced_and_never_saved_is_not_nudged()
    {
        _gone = _lying[3].Id;
        await SweepAsync();

        Assert.Equal(19, _nudged.Count);
    }

    [Fact]
    public async Task Cases_that_nudges_do_not_help_hide_no_other_however_many_they_are()
    {
        var lost = Lying(0, s_now - Duration.FromMinutes(3));
        Assert.True(CaseTimers.Most < 2_000);
        _lying.Clear();
        _lying.AddRange(Enumerable.Range(1, 2_000).Select(i => Lying(i, s_now - Duration.FromDays(3) - Duration.FromMinutes(i))));
        _lying.Add(lost);
        await SweepAsync();

        Assert.Contains(lost.Id, _nudged);
        Assert.InRange(_nudged.Count, 2, 100);
    }

    [Fact]
    public async Task One_that_nudges_do_not_help_is_nudged_ever_more_rarely_and_in_the_end_each_hour()
    {
        _lying.Clear();
        _lying.Add(Lying(1, s_now));
        var nudged = new SortedSet<int>();
        for (var minute = 1; minute <= 24 * 60; minute++)
        {
            _now = s_now + Duration.FromMinutes(minute);
            _nudged.Clear();
            await SweepAsync();
            if (_nudged.Count > 0)
                nudged.Add(minute);
        }

        // Each twice, a minute apart, should the first of them have failed.
        Assert.Equal([3, 4, 5, 8, 9, 16, 17, 32, 33, 64, 65, 124, 125, 184, 185], nudged.Take(15));
        Assert.InRange(nudged.Count, 40, 60);
    }

    [Fact]
    public async Task More_than_one_sweep_may_nudge_are_nudged_the_longest_first()
    {
        _lying.Clear();
        _lying.AddRange(Enumerable.Range(0, 3_000).Select(i => Lying(i, s_now - Duration.FromMinutes(3) + Duration.FromMilliseconds(i))));
        await SweepAsync();

        Assert.Equal(_lying.Take(CaseTimers.Most).Select(l => l.Id).ToHashSet(), _nudged.ToHashSet());
    }

    [Fact]
    public async Task Operators_are_told_of_one_that_nudges_do_not_help_in_each_sweep()
    {
        _lying.Clear();
        _lying.Add(Lying(1, s_now - Duration.FromMinutes(100)));
        await SweepAsync();

        Assert.Empty(_nudged);
        Assert.Equal("1 cases were not woken in time, the oldest by 100 minutes; they were nudged.", Assert.Single(_log.Texts));
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    public async Task A_sweep_that_comes_late_skips_nobody(DateTimeKind kind)
    {
        _lying.Clear();
        // It went from four minutes to thirteen while no sweep ran.
        _lying.Add(Lying(1, s_now - Duration.FromMinutes(13)));
        await SweepAsync();
        Assert.Empty(_nudged);

        var last = (s_now - Duration.FromMinutes(9)).ToDateTimeUtc();
        _timer = new TimerInfo { ScheduleStatus = new ScheduleStatus { Last = kind is DateTimeKind.Utc ? last : last.ToLocalTime() } };
        await SweepAsync();

        Assert.Single(_nudged);
    }

    [Fact]
    public async Task The_first_sweep_of_all_knows_of_no_other()
    {
        // So the host says that there was none.
        _timer = new TimerInfo { ScheduleStatus = new ScheduleStatus() };
        _lying[0] = Lying(1, s_now - Duration.FromMinutes(13));
        await SweepAsync();

        Assert.Equal(20, _nudged.Count);
    }

    [Fact]
    public async Task Nothing_found_is_nothing_told()
    {
        _lying.Clear();
        await SweepAsync();

        Assert.Empty(_log.Names);
    }

    Task<IReadOnlyList<UnwokenCase>> IUnwokenCases.FindAsync(Instant before, int limit, CancellationToken cancel)
    {
        _asked = (before, limit);
        return Task.FromResult<IReadOnlyList<UnwokenCase>>([.. _lying.Where(l => l.Since < before).OrderBy(l => l.Since).Take(limit)]);
    }

    Task<bool> IUnwokenCases.RepairAsync(CaseId id, CancellationToken cancel)
    {
        if (id == _gone)
            return Task.FromResult(false);
        lock (_lock)
            _repaired.Add(id);
        return Task.FromResult(true);
    }

    Task ICaseNudges.NudgeAsync(CaseId id, CancellationToken cancel)
    {
        if (id == _broken)
            throw new IOException("personal");
        lock (_lock)
        {
            Assert.Contains(id, _repaired);
            _nudged.Add(id);
        }

        return Task.CompletedTask;
    }

    private Task SweepAsync()
    {
        var clock = new VirtualClock(_now);
        return new CaseTimers(this, this, new FinishedInstances(clock, NullLogger<FinishedInstances>.Instance), clock, _log).Sweep(_timer, default);
    }

    private static UnwokenCase Lying(int number, Instant since) => new(CaseId.From("sweep", $"{number}"), since);
}
