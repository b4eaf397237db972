using NodaTime;
using Recovery.Complaints;

namespace Recovery.Tests.Cases;

/// <summary>Complaints as the channels bring them.</summary>
internal static class Arrivals
{
    public const string AutoReplied = "its header Auto-Submitted says auto-replied";

    public static Complaint Mail(string? automatic = null, string text = "My parcel has not come.") => Life.Complaint(text) with
    {
        Channel = Channel.Email,
        Mail = MailOf("first@customer.example", automatic),
    };

    public static MailOrigin MailOf(string id, string? automatic = null, bool fromSomebodyElse = false) => new()
    {
        MessageId = id,
        From = "carla@customer.example",
        Subject = "Where is it",
        Folded = "> an older telescope",
        Automatic = automatic,
        FromSomebodyElse = fromSomebodyElse,
    };

    /// <summary>Of two speakers, A and B; A is taken for the customer.</summary>
    public static Complaint Call(double customer = 0.9, double? words = 0.9, string? email = null, string? needsListening = null) => new()
    {
        Channel = Channel.Phone,
        Description = "I am calling since my parcel is gone.",
        Phone = "+49 30 1234567",
        Email = email,
        Call = new CallTranscript
        {
            CallId = "call-1",
            Lines =
            [
                new("A", Duration.Zero, Duration.FromSeconds(4), "I am calling since my parcel is gone."),
                new("B", Duration.FromSeconds(4), Duration.FromSeconds(9), "I was charged twice and I am ill."),
            ],
            CustomerSpeaker = "A",
            CustomerConfidence = customer,
            WordConfidence = words,
            NeedsListening = needsListening,
        },
    };

    public static Complaint Review(decimal? rating = 1, bool isPublic = true) => new()
    {
        Channel = Channel.Review,
        Description = "Parcel never came, nobody answers.",
        Review = ReviewOf(rating, isPublic),
    };

    public static ReviewOrigin ReviewOf(decimal? rating, bool isPublic = true) => new()
    {
        Source = "trustpilot",
        ReviewId = "r-17",
        Author = "Grumbler99",
        Rating = rating,
        Public = isPublic,
    };

    public static Complaint Incident(string? email = "carla@customer.example", string? category = "delivery") => new()
    {
        Channel = Channel.Incident,
        Description = "Your parcel left for an old address.",
        Name = "Carla Customer",
        Email = email,
        OrderReference = "A-77",
        Incident = new IncidentNotice
        {
            Id = "2026-11-addresses",
            Title = "parcels sent to old addresses",
            HappenedAt = Life.Monday - Duration.FromHours(5),
            Message = "Your parcel left for the address that you had before you moved.",
            Category = category,
        },
    };
}
