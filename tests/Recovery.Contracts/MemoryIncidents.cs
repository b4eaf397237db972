using System.Collections.Concurrent;
using Recovery.Intake.Incidents;

namespace Recovery.Contracts;

/// <summary>Incidents in memory.</summary>
public sealed class MemoryIncidents : IIncidents
{
    private readonly ConcurrentDictionary<string, Incident> _incidents = new(StringComparer.Ordinal);

    public Task SaveAsync(Incident incident, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(incident);
        _incidents[incident.Notice.Id] = incident;
        return Task.CompletedTask;
    }

    public Task<Incident?> FindAsync(string id, CancellationToken cancel) =>
        Task.FromResult(_incidents.TryGetValue(id, out var found) ? found : null);

    public Task<IReadOnlyList<Incident>> ListAsync(int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Incident>>([.. _incidents.Values.OrderByDescending(i => i.ReportedAt).Take(limit)]);
}
