using NodaTime;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>What one round of a driver came to.</summary>
/// <param name="Next">When the case wants to be looked at again; null for never.</param>
/// <param name="Failures">Why effects failed in this round, for the log: effect ids and types of errors, no personal data.</param>
public sealed record Turn(Instant? Next, IReadOnlyList<string> Failures);

/// <summary>
/// One round of a driver, the same for both: decide what is due, save, run the effects that are due, save what came of
/// them.
/// </summary>
public sealed class CaseTurns(ICaseStore store, IPolicyLibrary policies, IEffectRunner effects, IClock clock)
{
    private static readonly CommandId s_anonymous = new("");

    public async Task<Turn> TurnAsync(CaseId id, CancellationToken cancel)
    {
        if (await DecideAsync(id, cancel) is not var (work, policy, saved))
            return new Turn(null, []);

        // A turn that finds nothing to do was woken by a time that a lost race left behind; it must be saved anew, or the
        // case would be woken for ever.
        var ran = await RunAsync(work, cancel);
        if (saved && ran.Done.Count == 0 && ran.Retries.Count == 0)
            return new Turn(Changing.By([], work, policy).WakeAt, []);
        return new Turn(await SettleAsync(work, id, ran, cancel), ran.Failures);
    }

    /// <summary>Decides what is due until a decision is saved; gives the work as it then stands.</summary>
    private async Task<(CaseWork Work, RecoveryPolicy Policy, bool Saved)?> DecideAsync(CaseId id, CancellationToken cancel)
    {
        while (true)
        {
            if (await store.LoadWorkAsync(id, cancel) is not { } work)
                return null;
            var policy = await policies.FindAsync(work.Case.PolicyId, cancel);
            var decision = CaseDecider.Decide(new DeadlineReached(s_anonymous), work.Case, policy, clock.GetCurrentInstant());
            if (decision is not Accepted { Events: { IsEmpty: false } events })
                return (work, policy, false);

            var change = Changing.By(events, work, policy);
            if (!await store.SaveAsync(change, cancel))
                continue;
            var fresh = change.Effects.Where(e => e is CustomerEmail or StaffAlert).Select(e => new PendingEffect(e, 0, change.Case.LastAt));
            return (new CaseWork(change.Case, [.. work.Effects, .. fresh]), policy, true);
        }
    }

    private async Task<Ran> RunAsync(CaseWork work, CancellationToken cancel)
    {
        var ran = new Ran();
        foreach (var pending in work.Effects.Where(e => e.NotBefore <= clock.GetCurrentInstant() || e.NotBefore <= work.Case.LastAt))
        {
            try
            {
                await effects.RunAsync(pending.Effect, cancel);
                ran.Succeeded(pending.Effect);
            }
            catch (EffectRejectedException rejected)
            {
                ran.GivenUp(pending.Effect, rejected.Message);
            }
            catch (EffectPutOffException putOff)
            {
                ran.Failures.Add($"{pending.Effect.Id}: put off");
                ran.Retries.Add(pending with { NotBefore = clock.GetCurrentInstant() + Duration.Max(putOff.After, EffectRetries.After(1)) });
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                var attempts = pending.Attempts + 1;
                ran.Failures.Add($"{pending.Effect.Id}: {failure.GetType().Name}, attempt {attempts}");
                if (attempts >= EffectRetries.Most)
                    ran.GivenUp(pending.Effect, $"given up after {attempts} attempts");
                else
                    ran.Retries.Add(pending with { Attempts = attempts, NotBefore = clock.GetCurrentInstant() + EffectRetries.After(attempts) });
            }
        }

        return ran;
    }

    /// <summary>Marks effects done, in the same save as what their success or failure means to the case.</summary>
    /// <param name="thought">The case as it is thought to be stored, which spares reading it again unless somebody came between.</param>
    private async Task<Instant?> SettleAsync(CaseWork thought, CaseId id, Ran ran, CancellationToken cancel)
    {
        for (CaseWork? work = thought; ; work = null)
        {
            work ??= await store.LoadWorkAsync(id, cancel);
            if (work is null)
                return null;
            var policy = await policies.FindAsync(work.Case.PolicyId, cancel);
            // The others were settled by another turn, or by this one's save whose answer was lost.
            var pending = work.Effects.Select(e => e.Effect.Id).ToHashSet();
            string[] done = [.. ran.Done.Where(pending.Contains)];
            PendingEffect[] retries = [.. ran.Retries.Where(r => pending.Contains(r.Effect.Id))];
            var events = new List<CaseEvent>();
            var after = work.Case;
            // What failed comes last: what got through in the same round does not wipe it away.
            foreach (var (effect, command) in ran.Successes.Concat(ran.Losses))
            {
                if (!pending.Contains(effect) || CaseDecider.Decide(command, after, policy, clock.GetCurrentInstant()) is not Accepted accepted)
                    continue;
                events.AddRange(accepted.Events);
                after = accepted.Events.Aggregate(after, CaseDecider.Evolve);
            }

            var settled = done.Concat(retries.Select(r => r.Effect.Id)).ToHashSet();
            PendingEffect[] left = [.. work.Effects.Where(e => !settled.Contains(e.Effect.Id)), .. retries];
            var change = Changing.By(events, work with { Effects = left }, policy) with { Done = done, Retries = retries };
            if (await store.SaveAsync(change, cancel))
                return change.WakeAt;
        }
    }

    private sealed class Ran
    {
        public List<string> Done { get; } = [];

        public List<PendingEffect> Retries { get; } = [];

        public List<string> Failures { get; } = [];

        public List<(string Effect, CaseCommand Command)> Successes { get; } = [];

        public List<(string Effect, CaseCommand Command)> Losses { get; } = [];

        public void Succeeded(CaseEffect effect)
        {
            Done.Add(effect.Id);
            if (effect is CustomerEmail mail)
                Successes.Add((effect.Id, new MessageDelivered(s_anonymous, mail.Message)));
            else if (effect is StaffAlert)
                Successes.Add((effect.Id, new AlertDelivered(s_anonymous)));
        }

        public void GivenUp(CaseEffect effect, string reason)
        {
            Done.Add(effect.Id);
            Failures.Add($"{effect.Id}: {reason}");
            if (effect is CustomerEmail mail)
                Losses.Add((effect.Id, new MessageFailed(s_anonymous, mail.Message, reason)));
            else if (effect is StaffAlert)
                Losses.Add((effect.Id, new AlertFailed(s_anonymous, reason)));
        }
    }
}
