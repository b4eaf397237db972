using NodaTime;
using Recovery.Complaints;
using Recovery.Intake.Incidents;

namespace Recovery.Local.Simulation;

/// <summary>Complaints of the last days that came by mail, by telephone, in public, and a failure that was found first.</summary>
internal static class DemoChannels
{
    public static Incident Incident(Instant now) => new(
        new IncidentNotice
        {
            Id = Cases.CaseId.From("demo", "incident").Value,
            Title = "some orders of last weekend were charged twice",
            HappenedAt = now - Duration.FromDays(3),
            Message =
                "On Saturday our till charged some orders twice. The mistake was ours. The second payment is on its way back to you and reaches your account within three days. You need not do anything, and your order is not delayed.",
            Category = null,
        },
        now - Duration.FromDays(2), "maya-okafor", 4, ["row 3, email: is not an email address such as name@example.org"]);

    /// <summary>The newest last.</summary>
    public static IEnumerable<(Instant Opened, Complaint Complaint)> All(Instant now)
    {
        var incident = Incident(now);
        foreach (var (name, mailbox) in ((string, string?)[])[("Ines Marlow", "ines.marlow"), ("Piet Jansen", "piet.jansen"), ("Ruth Adeyemi", "ruth.adeyemi"), ("Col Hart", null)])
        {
            yield return (incident.ReportedAt, new Complaint
            {
                Channel = Channel.Incident,
                Description = $"{incident.Notice.Title}\n\n{incident.Notice.Message}",
                Name = name,
                Email = mailbox is null ? null : $"{mailbox}@customers.example",
                Phone = mailbox is null ? "+44 7700 900811" : null,
                Language = "en",
                OccurredAt = incident.Notice.HappenedAt,
                Incident = incident.Notice,
            });
        }

        yield return (now - Duration.FromHours(30), Mail(now - Duration.FromHours(30), "Nobody answers me", "I have written three times about the broken lamp, and nobody answers. What do I have to do to be heard?", "Dagny Holm", "dagny.holm", null));
        yield return (now - Duration.FromHours(7), Mail(now - Duration.FromHours(7), "Automatic reply: your order", "I am out of the office and back on Monday.", "Shop desk", "desk", "its header Auto-Submitted says auto-replied"));
        yield return (now - Duration.FromHours(5), Call(now - Duration.FromHours(5)));
        yield return (now - Duration.FromHours(3), new Complaint
        {
            Channel = Channel.Review,
            Description = "Two stars for the delivery man, none for the shop. The table came with a crack and the hotline keeps you waiting for ever.",
            Review = new ReviewOrigin { Source = "trustpilot", ReviewId = "demo-1", Link = new Uri("https://reviews.example/demo-1"), Author = "TableTurner", Rating = 2, PostedAt = now - Duration.FromHours(4) },
            Language = "en",
        });
    }

    private static Complaint Mail(Instant at, string subject, string text, string name, string mailbox, string? automatic) => new()
    {
        Channel = Channel.Email,
        Description = text,
        Name = name,
        Email = $"{mailbox}@customers.example",
        Language = "en",
        Mail = new MailOrigin
        {
            MessageId = $"{mailbox}@customers.example",
            From = $"{mailbox}@customers.example",
            Subject = subject,
            SentAt = at,
            Folded = automatic is null ? "On Monday you wrote:\n> Thank you for your patience.\n\n--\nSent from my telephone" : null,
            Automatic = automatic,
        },
    };

    private static Complaint Call(Instant at)
    {
        TranscriptLine Line(string speaker, int second, string text, double sure) => new(speaker, Duration.FromSeconds(second), Duration.FromSeconds(second + 6), text, sure);
        return new Complaint
        {
            Channel = Channel.Phone,
            Description = "The washing machine flooded my kitchen last night. I was promised a technician this morning and nobody came.",
            Phone = "+44 7700 900345",
            Language = "en",
            Call = new CallTranscript
            {
                CallId = "demo-call-1",
                StartedAt = at,
                Lines =
                [
                    Line("Agent", 0, "Fernhill Home, how can I help you?", 0.95),
                    Line("Caller", 5, "The washing machine flooded my kitchen last night.", 0.9),
                    Line("Agent", 12, "I am sorry to hear that. When was it delivered?", 0.94),
                    Line("Caller", 18, "On Tuesday. I was promised a technician this morning and nobody came.", 0.52),
                    Line("Caller", 27, "My card is [card number], if you need it.", 0.7),
                ],
                CustomerSpeaker = "Caller",
                CustomerConfidence = 0.5,
                CustomerFoundBy = "The words: who speaks of the trouble.",
                WordConfidence = 0.8,
                Masked = 1,
                NeedsListening = "which speaker is the customer is only 50 in 100 sure",
            },
        };
    }
}
