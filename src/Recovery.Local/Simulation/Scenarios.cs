using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;
using Recovery.Remedies;

namespace Recovery.Local.Simulation;

/// <summary>The lives that <c>simulate</c> tells, under whatever policy it is given.</summary>
public static class Scenarios
{
    public static IReadOnlyList<string> Names { get; } = ["ignored", "diligent", "slow", "disputed"];

    public static Complaint Complaint { get; } = new()
    {
        Channel = Channel.Form,
        Description = "The parcel came ten days late and one of the two lamps in it was broken. Nobody answers the phone.",
        Name = "Alex Morgan",
        Email = "alex.morgan@example.org",
        OrderReference = "A-10423",
        WishedOutcome = "A new lamp, and somebody who tells me what happened.",
    };

    public static Persona Persona(string scenario, RecoveryPolicy policy)
    {
        var persona = new Persona
        {
            Pace = StaffPace.Diligent,
            Messages = 2,
            Updates =
            [
                "We have found your parcel's record and are asking the carrier where it lay for those ten days.",
                "The carrier has answered; we are putting a new lamp aside for you today.",
            ],
            Resolution = Resolution(policy),
        };
        return scenario switch
        {
            "ignored" => persona with { Pace = StaffPace.Absent },
            "slow" => persona with { Pace = StaffPace.Slow, AsksForNews = "Is there any news? I have heard nothing." },
            "disputed" => persona with
            {
                Answers = [new(false, 2, false, 2, "The new lamp is the wrong colour."), new(true, 4, true, 8, null)],
            },
            _ => persona with { Answers = [new(true, 5, true, 9, "Thank you for ringing me.")] },
        };
    }

    // A remedy that needs no money exists in no policy for certain; without one the case is resolved with words.
    private static Resolution Resolution(RecoveryPolicy policy)
    {
        var kind = policy.Document.Remedies.FirstOrDefault(r => r.Money is null && r.ApprovedBy is null);
        return new Resolution(
            default(Instant),
            ResolutionOutcome.Upheld,
            "The carrier left your parcel in the wrong depot, and we packed the lamps too thinly. A new one is on its way.",
            policy.RootCauses.First(c => c.Children.Count == 0).Id,
            kind is null ? null : new RemedyOffer(kind.Kind, null, null, "A new lamp, sent today."));
    }
}
