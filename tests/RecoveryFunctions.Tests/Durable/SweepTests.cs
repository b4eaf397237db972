using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Queues;

namespace RecoveryFunctions.Tests.Durable;

public sealed class SweepTests : IUnwokenCases, ICaseNudges
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 23, 9, 0);

    private readonly List<UnwokenCase> _lying = [.. Enumerable.Range(1, 20).Select(i => new UnwokenCase(CaseId.From("sweep", $"{i}"), s_now - Duration.FromMinutes(i + 2)))];
    private readonly HashSet<CaseId> _nudged = [];
    private readonly HashSet<CaseId> _repaired = [];
    private readonly Entries<CaseTimers> _log = new();
    private readonly Lock _lock = new();
    private (Instant Before, int Limit) _asked;
    private CaseId? _broken;
    private CaseId? _gone;

    [Fact]
    public async Task What_lies_is_put_right_then_nudged_and_told_to_operators_in_one_entry()
    {
        await SweepAsync();

        Assert.Equal((s_now - Duration.FromMinutes(2), CaseTimers.Most), _asked);
        Assert.Equal(20, _nudged.Count);
        Assert.Equal(_nudged, _repaired);
        Assert.Equal(["CasesOverdue"], _log.Names);
        Assert.Equal("20 cases were not woken in time, the oldest by 22 minutes; they were nudged.", _log.Texts[0]);
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
    public async Task Nothing_found_is_nothing_told()
    {
        _lying.Clear();
        await SweepAsync();

        Assert.Empty(_log.Names);
    }

    Task<IReadOnlyList<UnwokenCase>> IUnwokenCases.FindAsync(Instant before, int limit, CancellationToken cancel)
    {
        _asked = (before, limit);
        return Task.FromResult<IReadOnlyList<UnwokenCase>>(_lying);
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
        var clock = new VirtualClock(s_now);
        return new CaseTimers(this, this, new FinishedInstances(clock, NullLogger<FinishedInstances>.Instance), clock, _log).Sweep(new(), default);
    }
}
