using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Reporting;

/// <summary>Makes the outcome row of a case that has just been closed.</summary>
public static class Outcome
{
    /// <exception cref="ArgumentException">The case is not closed.</exception>
    public static OutcomeRow Of(Case closed, RecoveryPolicy policy)
    {
        if (closed.Phase is not ClosedPhase phase)
            throw new ArgumentException("An outcome is the outcome of a closed case.", nameof(closed));

        // An answer given before the last resolution judged another one.
        var resolution = closed.Resolution;
        var answer = closed.Answer is { } given && resolution is not null && given.At >= resolution.At ? given : null;
        var offer = closed.GivenRemedy;
        var resolvedAt = closed.ResolutionOverturned ? null : resolution?.At;
        return new OutcomeRow
        {
            Case = closed.Id,
            ClosedOn = phase.At.InZone(policy.Zone).Date,
            OpenedAt = closed.OpenedAt,
            ResolvedAt = resolvedAt,
            ClosedAt = phase.At,
            PolicyId = closed.PolicyId,
            Channel = WireName.Of(closed.Complaint.Channel),
            Category = closed.Category,
            Severity = closed.Severity,
            Outcome = resolution is null ? null : WireName.Of(resolution.Outcome),
            RootCause = resolution?.RootCause,
            RemedyKind = offer?.Kind,
            RemedyAmount = offer?.Amount,
            RemedyCurrency = offer?.Currency,
            Manner = phase.Manner,
            Answered = answer is not null,
            Solved = answer?.Solved,
            Satisfaction = answer?.Satisfaction,
            WouldReturn = answer?.WouldReturn,
            Recommend = answer?.Recommend,
            Recovered = answer is { Solved: true, Satisfaction: { } satisfaction } && satisfaction >= policy.Document.FollowUp.SatisfiedFrom,
            RecoveryTime = resolvedAt - closed.OpenedAt,
            Reopenings = closed.Reopenings,
            AskedFirst = closed.AskedFirst,
            HighestLevel = closed.HighestLevel,
            PromisesKept = closed.Tally.Values.Sum(t => t.Kept),
            PromisesMissed = closed.Tally.Values.Sum(t => t.Missed),
        };
    }
}
