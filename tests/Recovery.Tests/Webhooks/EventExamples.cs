using System.Text.Json.Nodes;
using NodaTime;
using Recovery.Cases;
using Recovery.Remedies;
using Recovery.Reporting;
using Recovery.Tests.Cases;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>A case that was really decided, for the examples of the catalogue.</summary>
internal static class EventExamples
{
    private static readonly Uri s_site = new("https://recovery.example");

    public static IReadOnlyDictionary<string, PublishedEvent> All { get; } = Examples();

    public static JsonNode Body(PublishedEvent published) => JsonNode.Parse(EventBody.Write(published, EventEnvelope.Standard, s_site).Span)!;

    private static Dictionary<string, PublishedEvent> Examples()
    {
        var life = Life.Of(Life.Complaint("My parcel has not come.") with { OrderReference = "A-77" })
            .MailGoesOut()
            .Do(k => new Pause(k, Life.Anna, "Please send us the label."))
            .Until("2026-11-24 11:00").Do(k => new CustomerWrites(k, "Here it is."))
            .Until("2026-11-27 17:00").Do(k => new TakeEscalation(k, Life.Lena))
            .Do(k => new ProposeRemedy(k, Life.Anna, new RemedyOffer("voucher", 25m, "EUR", "A voucher.")))
            .Resolved()
            .Until("2026-11-30 09:00").Do(k => new DeliverRemedy(k, Life.Lena))
            .Until("2026-12-01 09:00").Do(k => new CustomerAnswers(k, false, 2))
            .Resolved()
            .Until("2026-12-03 09:00").Do(k => new CustomerAnswers(k, true, 4, true, 8));
        var examples = life.Published.GroupBy(p => p.Type).ToDictionary(g => g.Key, g => g.Key == EventTypes.CaseUpdated ? g.First() : g.Last());
        examples[EventTypes.ComplaintReceived] = Life.Of(Arrivals.Incident()).Published[0];
        examples[EventTypes.RootCauseRising] = WebhookEvents.Of(
            new RisingCause("carrier-lost", new LocalDate(2026, 11, 29), 7, 12, 28, 3.25m), Life.At("2026-11-30 00:00"));
        examples[EventTypes.WebhookTest] = WebhookEvents.Test("test-0c4e7d9a", "wh_9k3m5q7t1v2x4z6b8d0f3h5j7m", Life.Monday);
        return examples;
    }
}
