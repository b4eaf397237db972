using NodaTime;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>The allowance of automatic mail in memory.</summary>
public sealed class MemoryMailAllowance : IMailAllowance
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Address, LocalDate Day), HashSet<string>> _taken = [];

    public Task<bool> TakeAsync(string address, LocalDate day, string effectId, int most, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(address);
        lock (_lock)
        {
            var key = (address.ToLowerInvariant(), day);
            if (!_taken.TryGetValue(key, out var taken))
                _taken[key] = taken = new HashSet<string>(StringComparer.Ordinal);
            return Task.FromResult(taken.Contains(effectId) || (taken.Count < most && taken.Add(effectId)));
        }
    }
}
