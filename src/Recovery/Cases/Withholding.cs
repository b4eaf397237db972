namespace Recovery.Cases;

/// <summary>
/// Which cases no program writes on. What staff write always goes out; what the product would write by itself becomes a
/// <see cref="MessageWithheld"/>, and changes nothing else: promises stay owed, clocks run, the case goes on.
/// </summary>
internal static class Withholding
{
    /// <summary>For staff: why nothing automatic is written to this customer; null when it may be.</summary>
    public static string? Because(Case subject) => subject switch
    {
        { AwaitsListening: not null } => "somebody must listen to the call before anything is promised",
        _ when WrittenByProgram(subject) => $"it was not written by a person at that moment: {subject.Complaint.Mail!.Automatic}",
        _ => OutOfReach(subject),
    };

    /// <summary>
    /// A program opened the case and no person of ours has acted on it: neither the sender nor staff are written to by
    /// mail, so that two programs never keep each other going.
    /// </summary>
    public static bool WrittenByProgram(Case subject) => subject is { StaffActed: false, Complaint.Mail.Automatic: not null };

    /// <summary>For staff: why no message can reach the customer; null when one can, be it on their status page.</summary>
    public static string? OutOfReach(Case subject) => subject.Complaint switch
    {
        _ when subject.OnStatusPage || subject.Complaint.CanBeEmailed => null,
        { Call: not null } => "there is no email address: call the customer back",
        { Review: not null } => "the author can be reached only where the review stands",
        { Incident: not null } => "there is no email address: reach the customer another way",
        _ => null,
    };

    /// <summary>What staff have to do so that the customer knows that we have it.</summary>
    public static string Acknowledging(Case subject) => subject switch
    {
        { AwaitsListening: not null } => "listen to the call",
        _ when OutOfReach(subject) is null => "acknowledge the complaint",
        { Complaint.Call: not null } => "call the customer back",
        { Complaint.Review.Public: true } => "reply to the review in public",
        _ => "reach the customer another way",
    };
}
