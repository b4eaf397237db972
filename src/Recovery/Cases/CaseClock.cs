using NodaTime;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>In the order in which they happen at the same instant.</summary>
public enum DueKind
{
    Reminder,
    Promise,
    Escalation,
    PauseEnds,
    FollowUp,
    Close,
}

/// <summary>A time at which a case must be looked at, and why.</summary>
/// <param name="Promise">The promise that is due, reminded of or escalated.</param>
/// <param name="Level">The level that an escalation reaches.</param>
public sealed record Due(Instant At, DueKind Kind, Promise? Promise = null, EscalationLevel? Level = null);

/// <summary>When a case must be looked at. Pure: the same case and policy give the same times.</summary>
public static class CaseClock
{
    /// <summary>The earliest instant at which the case must be looked at again; null for a closed case alone.</summary>
    public static Due? NextDue(Case subject, RecoveryPolicy policy)
    {
        Due? first = null;
        foreach (var due in Upcoming(subject, policy))
        {
            if (first is null || due.At < first.At || (due.At == first.At && Order(due).CompareTo(Order(first)) < 0))
                first = due;
        }

        return first;
    }

    /// <summary>Everything that will come by itself if nobody does anything, in no order; some of it may be overdue.</summary>
    public static IEnumerable<Due> Upcoming(Case subject, RecoveryPolicy policy) => subject.Phase switch
    {
        InProgress => subject.Promises.SelectMany(p => Of(p, subject, policy)),
        WaitingForCustomer waiting => subject.Promises.Where(p => !p.PausesWithService).SelectMany(p => Of(p, subject, policy))
            .Append(new Due(waiting.Until, DueKind.PauseEnds)),
        ResolvedPhase resolved => [new Due(resolved.FollowUpAt, DueKind.FollowUp)],
        FollowingUp asked => [new Due(asked.ClosesAt, DueKind.Close)],
        _ => [],
    };

    private static (int, int) Order(Due due) => ((int)due.Kind, due.Level?.Level ?? 0);

    private static IEnumerable<Due> Of(Promise promise, Case subject, RecoveryPolicy policy)
    {
        if (!promise.Missed)
        {
            yield return new Due(promise.DueAt, DueKind.Promise, promise);
            if (!promise.Reminded && Reminder(promise, subject, policy) is { } reminder)
                yield return new Due(reminder, DueKind.Reminder, promise);
        }

        var standing = subject.Escalation is { TakenBy: null } escalation ? escalation.Level : 0;
        foreach (var level in policy.Document.Escalation.Ladder)
        {
            if (level.Level > standing && !promise.Levels.Contains(level.Level) && Reached(promise, level, subject, policy) is { } at)
                yield return new Due(at, DueKind.Escalation, promise, level);
        }
    }

    /// <summary>
    /// When a level's time comes. A warning that would lie before the promise was made is not given. Once somebody has
    /// taken the case, only the deadline itself slipping afterwards climbs on.
    /// </summary>
    private static Instant? Reached(Promise promise, EscalationLevel level, Case subject, RecoveryPolicy policy)
    {
        if (!level.At.TryGetValue(promise.Kind, out var offset))
            return null;
        if (promise.TakenAt is { } taken && (taken >= promise.DueAt || offset.IsNegative))
            return null;
        var at = policy.CalendarFor(subject.Severity).Add(promise.DueAt, offset);
        if (offset.IsNegative)
            return at <= promise.MadeAt ? null : at;
        return Instant.Max(at, promise.DueAt);
    }

    /// <summary>The policy's time before the deadline; half-way where the promise is too short for it.</summary>
    private static Instant? Reminder(Promise promise, Case subject, RecoveryPolicy policy)
    {
        var promises = policy.Document.Promises;
        var before = promise.Kind switch
        {
            PromiseKind.Acknowledge => promises.Acknowledge.RemindBefore,
            PromiseKind.Update => promises.Update.RemindBefore,
            PromiseKind.Resolve => promises.Resolve.RemindBefore,
            _ => promises.Statutory?.RemindBefore,
        };
        if (before is not { } length)
            return null;
        var calendar = policy.CalendarFor(subject.Severity);
        var at = calendar.Add(promise.DueAt, length.Negate());
        if (at > promise.MadeAt)
            return at;
        return promise.InBusinessTime
            ? calendar.AddBusinessTime(promise.MadeAt, calendar.BusinessTimeBetween(promise.MadeAt, promise.DueAt) / 2)
            : promise.MadeAt + ((promise.DueAt - promise.MadeAt) / 2);
    }
}
