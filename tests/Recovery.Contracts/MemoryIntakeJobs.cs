using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>Jobs in memory. Nothing runs them by itself.</summary>
public sealed class MemoryIntakeJobs : IIntakeJobs
{
    private const int MostRefusals = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _jobs = new(StringComparer.Ordinal);

    public Task AddAsync(IntakeJob job, IReadOnlyList<IntakeJobItem> items, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_lock)
            _jobs.TryAdd(job.Id, new Kept(job, new SortedDictionary<int, IntakeJobItem>(items.ToDictionary(i => i.Number)), []));
        return Task.CompletedTask;
    }

    public Task<IntakeJobProgress?> FindAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(id, out var kept))
                return Task.FromResult<IntakeJobProgress?>(null);
            IntakeJobOutcome[] refused = [.. kept.Settled.Values.Where(o => o.Refusal is not null)];
            return Task.FromResult<IntakeJobProgress?>(
                new IntakeJobProgress(kept.Job, kept.Settled.Count - refused.Length, refused.Length, [.. refused.Take(MostRefusals)]));
        }
    }

    public Task<IReadOnlyList<IntakeJob>> ListAsync(int limit, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<IntakeJob>>([.. _jobs.Values.Select(k => k.Job).OrderByDescending(j => j.StartedAt).Take(limit)]);
    }

    public Task<IReadOnlyList<IntakeJobItem>> WaitingAsync(string id, int from, int limit, CancellationToken cancel)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<IntakeJobItem>>(
                _jobs.TryGetValue(id, out var kept) ? [.. kept.Waiting.Values.Where(i => i.Number >= from).Take(limit)] : []);
        }
    }

    public Task SettleAsync(string id, IReadOnlyList<IntakeJobOutcome> outcomes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        lock (_lock)
        {
            var kept = _jobs[id];
            foreach (var outcome in outcomes.Where(o => kept.Waiting.Remove(o.Number)))
                kept.Settled[outcome.Number] = outcome;
        }

        return Task.CompletedTask;
    }

    private sealed record Kept(IntakeJob Job, SortedDictionary<int, IntakeJobItem> Waiting, SortedDictionary<int, IntakeJobOutcome> Settled);
}
