using Recovery.Complaints;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>Calls whose transcript is not certain enough to promise anything by.</summary>
internal static class Listening
{
    /// <summary>For staff: why somebody must listen; null when nobody need.</summary>
    public static string? NeededFor(CallTranscript? call, ListenBelow least) => call switch
    {
        null => null,
        { NeedsListening: { } why } => why,
        _ when call.CustomerConfidence < (double)least.Customer =>
            $"which speaker is the customer is only {Share(call.CustomerConfidence)} sure, and the policy asks for {Share((double)least.Customer)}",
        { WordConfidence: { } words } when words < (double)least.Words =>
            $"the words were recognised with only {Share(words)} certainty, and the policy asks for {Share((double)least.Words)}",
        _ => null,
    };

    public static Decision Confirm(Story story, ConfirmTranscript command)
    {
        if (story.Case.Complaint.Call is not { } call)
            return Decision.Refuse(RefusalKind.NotNow, "This complaint was not spoken in a call.");
        var speaker = string.IsNullOrWhiteSpace(command.CustomerSpeaker) ? null : command.CustomerSpeaker;
        var speakers = call.Lines.Select(l => l.Speaker).Distinct(StringComparer.Ordinal).ToList();
        if (speaker is not null && !speakers.Contains(speaker, StringComparer.Ordinal))
        {
            return Decision.Refuse(
                RefusalKind.Invalid, $"Nobody in this call is called that; there are {string.Join(", ", speakers)}.", "customerSpeaker");
        }

        var awaited = story.Case.AwaitsListening is not null;
        story.Happens(new TranscriptConfirmed(speaker, string.IsNullOrWhiteSpace(command.Understood) ? null : command.Understood));
        story.JudgeAnew(story.Case.Complaint, "somebody listened to the call");
        if (!awaited)
            return story.Told;

        story.PromiseAnswer("we had understood the call");
        if (!story.Case.IsAcknowledged)
            story.Acknowledge(MessageKind.Acknowledgement);
        return story.Told;
    }

    private static string Share(double share) => $"{Math.Round(share * 100)} in 100";
}
