using NodaTime;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>What a customer's message does on a case.</summary>
public enum LateReply
{
    /// <summary>The case is open and takes it.</summary>
    Takes,

    /// <summary>The case is closed and opens again.</summary>
    Reopens,

    /// <summary>The case is closed for good: a new one goes on from it.</summary>
    OpensLinked,

    /// <summary>The case is closed for good: it is recorded there, and staff are told.</summary>
    Records,

    /// <summary>The complaint goes on in <see cref="Case.MergedInto"/>, and the message belongs there.</summary>
    GoesOnElsewhere,
}

/// <summary>Tells what becomes of a customer's message before it is put to a case. A program's own reply changes no case and is not asked for here.</summary>
public static class LateReplies
{
    public static LateReply On(Case subject, RecoveryPolicy policy, Instant now)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(policy);
        if (subject.Phase is not ClosedPhase closed)
            return LateReply.Takes;
        if (subject.MergedInto is not null)
            return LateReply.GoesOnElsewhere;
        if (now <= policy.CalendarFor(subject.Severity).Add(closed.At, policy.Document.FollowUp.ReopenWithin))
            return LateReply.Reopens;
        return policy.Document.FollowUp.AfterReopenWindow is LateReplyRule.Link ? LateReply.OpensLinked : LateReply.Records;
    }
}
