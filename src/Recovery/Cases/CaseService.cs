using System.Collections.Immutable;
using NodaTime;
using Recovery.Complaints;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>What a command came to.</summary>
public abstract record CommandResult;

/// <param name="Events">Empty for a repeat.</param>
public sealed record Done(Case Case, IReadOnlyList<CaseEvent> Events) : CommandResult;

public sealed record NotFound : CommandResult;

/// <summary>The case is no longer at the version that the caller had seen.</summary>
/// <param name="Since">What has happened since.</param>
public sealed record Conflict(Case Current, IReadOnlyList<CaseEvent> Since) : CommandResult;

public sealed record NotDone(Refused Refusal, Case? Case) : CommandResult;

/// <summary>Loads, decides, saves; the same for both hosts. What a driver does is in <see cref="CaseTurns"/>.</summary>
public sealed class CaseService(ICaseStore store, IPolicyLibrary policies, IAssignmentTurns turns, IClock clock)
{
    /// <summary>Opens the case of a complaint, or finds the one that it opened before.</summary>
    /// <param name="id">Derived from the source's own id.</param>
    public Task<CommandResult> OpenAsync(CaseId id, CommandId command, Complaint complaint, CancellationToken cancel) =>
        OpenAsync(id, command, complaint, [], cancel);

    /// <param name="id">Derived from the source's own id.</param>
    /// <param name="suspects">Cases that it is perhaps the same as; they count only for a case that is new.</param>
    public async Task<CommandResult> OpenAsync(
        CaseId id, CommandId command, Complaint complaint, ImmutableArray<Suspect> suspects, CancellationToken cancel)
    {
        var policy = policies.Current;
        var turn = await turns.NextAsync(cancel);
        var decision = CaseDecider.Decide(new OpenCase(command, id, complaint, turn) { Suspects = suspects }, null, policy, clock.GetCurrentInstant());
        if (decision is not Accepted accepted)
            return new NotDone((Refused)decision, null);

        var change = Changing.By(accepted.Events, null, policy);
        if (await store.SaveAsync(change, cancel))
            return new Done(change.Case, accepted.Events);

        var existing = await store.LoadAsync(id, cancel)
            ?? throw new InvalidOperationException("The store refused a new case and has no old one.");
        return existing.Applied.TryGetValue(command.Key, out var fingerprint) && fingerprint != command.Fingerprint
            ? new NotDone(new Refused(RefusalKind.KeyReused, "This key was used before for another complaint.", "Idempotency-Key"), existing)
            : new Done(existing, []);
    }

    /// <param name="expectedVersion">
    /// The version that the caller saw; null when any will do. What nobody need know of, such as an email having left,
    /// is no conflict.
    /// </param>
    /// <param name="first">
    /// What must be done elsewhere before this is saved, once nothing speaks against it; done again, it must change nothing. Unless
    /// it comes to <see cref="Done"/>, its result is the answer and nothing is saved.
    /// </param>
    public async Task<CommandResult> ExecuteAsync(
        CaseId id, CaseCommand command, int? expectedVersion, CancellationToken cancel, Func<Task<CommandResult>>? first = null)
    {
        if (command is Assign assign)
            command = assign with { People = policies.Current.Document.People };
        while (true)
        {
            if (await store.LoadWorkAsync(id, cancel) is not { } work)
                return new NotFound();
            var policy = await policies.FindAsync(work.Case.PolicyId, cancel);
            var decision = CaseDecider.Decide(command, work.Case, policy, clock.GetCurrentInstant());
            if (decision is Accepted { Events.IsEmpty: true })
                return new Done(work.Case, []);
            if (expectedVersion is { } seen && seen != work.Case.Version)
            {
                var since = await SinceAsync(id, seen, cancel);
                if (since.Count > 0 || seen > work.Case.Version)
                    return new Conflict(work.Case, since);
            }

            if (decision is not Accepted accepted)
                return new NotDone((Refused)decision, work.Case);
            if (first is not null && await first() is var before and not Done)
                return before;
            var change = Changing.By(accepted.Events, work, policy);
            if (await store.SaveAsync(change, cancel))
                return new Done(change.Case, accepted.Events);
        }
    }

    private async Task<IReadOnlyList<CaseEvent>> SinceAsync(CaseId id, int seen, CancellationToken cancel)
    {
        var history = await store.HistoryAsync(id, cancel);
        var since = history.Where(e => e.Number > seen).ToList();
        return since.TrueForAll(IsBookkeeping) ? [] : since;
    }

    private static bool IsBookkeeping(CaseEvent happened) =>
        happened is MessageSent or AlertSent or AutomaticReplyReceived or Acknowledged or OwnerReminded or Assigned { Again: true } or PromiseKept { Kind: PromiseKind.Acknowledge };
}

/// <summary>Turns a decision into what is saved.</summary>
internal static class Changing
{
    /// <param name="before">Null for a new case. Its effects are those that stay pending.</param>
    public static CaseChange By(IReadOnlyList<CaseEvent> events, CaseWork? before, RecoveryPolicy policy)
    {
        var after = before?.Case;
        var effects = new List<CaseEffect>();
        var steps = new List<(CaseEvent Happened, Case? Before, Case After)>(events.Count);
        foreach (var happened in events)
        {
            var earlier = after;
            after = CaseDecider.Evolve(after, happened);
            steps.Add((happened, earlier, after));
            effects.AddRange(CaseEffects.For(happened, after, policy));
        }

        effects.AddRange(CaseEffects.Published(steps, policy));

        var wake = CaseClock.NextDue(after!, policy)?.At;
        var earliest = effects.Exists(e => e is CustomerEmail or StaffAlert) ? after!.LastAt : (Instant?)null;
        foreach (var at in before?.Effects.Select(p => p.NotBefore) ?? [])
            earliest = earliest is { } other && other <= at ? other : at;
        return new CaseChange
        {
            Case = after!,
            ExpectedVersion = before?.Case.Version ?? 0,
            Seen = before?.Seen,
            Events = events,
            Effects = effects,
            WakeAt = earliest is { } effectAt && (wake is null || effectAt < wake) ? effectAt : wake,
            Summary = CaseSummaries.Of(after!),
            SearchText = CaseSummaries.SearchWords(events),
        };
    }
}
