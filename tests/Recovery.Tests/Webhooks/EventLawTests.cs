using System.Text;
using System.Text.Json;
using NodaTime;
using Recovery.Cases;
using Recovery.Remedies;
using Recovery.Reporting;
using Recovery.Tests.Cases;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>What holds of every event, whatever staff, customers and clocks do.</summary>
public class EventLawTests
{
    private static readonly Uri s_site = new("https://recovery.example/");

    /// <summary>Of the customers, the staff and what they wrote in the lives that the laws go through.</summary>
    private static readonly string[] s_personal =
    [
        LawTests.Personal, "Carla", "carla", "customer.example", "parcel", "1234567", "Grumbler", "A-77", "r-17", "call-1", "telescope", "old address",
        "anna", "lena", "bela", "mona",
    ];

    [Fact]
    public void Nothing_that_tells_who_somebody_is_or_what_they_wrote_is_ever_published() => LawTests.Holds(600, life =>
        Assert.All(life.Published, published => Assert.All(Bodies(published), body =>
            Assert.All(s_personal, words => Assert.DoesNotContain(words, body, StringComparison.Ordinal)))));

    [Fact]
    public void Every_body_is_as_the_catalogue_says() => LawTests.Holds(400, life => Assert.All(life.Published, published =>
    {
        var body = JsonDocument.Parse(EventBody.Write(published, EventEnvelope.Standard, s_site)).RootElement;
        Assert.Equal(["type", "timestamp", "data"], body.EnumerateObject().Select(m => m.Name));
        Assert.Empty(SchemaCheck.Faults(body.GetProperty("data"), EventCatalogue.Find(body.GetProperty("type").GetString()!)!.Schema));
    }));

    [Fact]
    public void Every_event_has_an_id_of_its_own_made_of_the_case_and_the_number_that_it_tells() => LawTests.Holds(400, life =>
    {
        Assert.Equal(life.Published.Count, life.Published.Select(p => p.Id).Distinct(StringComparer.Ordinal).Count());
        var sequences = life.Published.Select(p => JsonDocument.Parse(p.Data).RootElement.GetProperty("sequence").GetInt32()).ToList();
        Assert.Equal(sequences.Order(), sequences);
        Assert.Equal(sequences.Select(s => $"{life.Case.Id}-{s}-webhook"), life.Published.Select(p => p.Id));
        Assert.Equal(sequences.Select(s => life.Events[s - 1].At), life.Published.Select(p => p.At));
        Assert.All(life.Published, p => Assert.Equal(life.Case.Id.Value, p.Stream));
    });

    [Fact]
    public void The_same_decisions_publish_the_same_events_again() => LawTests.Run(200, steps =>
    {
        Assert.Equal(Lived().Published, Lived().Published);

        Life Lived()
        {
            var life = Life.Of(LawTests.Arrival(steps.Length));
            foreach (var step in steps)
                LawTests.Take(life, step);
            return life;
        }
    });

    [Fact]
    public void Opening_a_case_is_told_by_one_event_and_by_its_acknowledgement() => Assert.All(Enumerable.Range(0, 9), number =>
    {
        var types = Life.Of(LawTests.Arrival(number), suspects: [new Suspect(CaseId.From("test", "other"), "R", "why")]).Published.Select(p => p.Type).ToList();
        Assert.Equal(EventTypes.ComplaintReceived, types[0]);
        Assert.All(types.Skip(1), t => Assert.Equal(EventTypes.ComplaintAcknowledged, t));
    });

    [Theory]
    [InlineData("\"")]
    [InlineData("\u0001")]
    [InlineData("<")]
    [InlineData("\U0001F600")]
    [InlineData("a\U0001F600")]
    [InlineData("\ud83d")]
    [InlineData("x")]
    public void No_policy_makes_a_body_of_20_000_bytes(string repeated)
    {
        var huge = string.Concat(Enumerable.Repeat(repeated, 100_000));
        var before = Life.Of(Arrivals.Incident()).Resolved().Case with
        {
            Category = huge,
            Severity = huge,
            Team = huge,
            Owner = huge,
            Remedy = new CaseRemedy(new RemedyOffer(huge, decimal.MaxValue, huge, huge), RemedyStatus.Approved, huge, huge),
            GivenRemedy = new RemedyOffer(huge, decimal.MinValue, huge, huge),
            MergedInto = new LinkedCase(CaseId.From("test", "other"), huge, huge),
        };
        before = before with
        {
            Complaint = before.Complaint with { Incident = before.Complaint.Incident! with { Id = huge }, GoesOnFrom = CaseId.From("test", "other") },
            Resolution = before.Resolution! with { RootCause = huge, Remedy = before.GivenRemedy },
        };
        var offer = before.GivenRemedy!;
        var at = Life.At("2026-12-01 10:00") + Duration.FromNanoseconds(123_456_789);
        CaseEvent[] events =
        [
            new Acknowledged(huge), new Escalated(int.MaxValue, huge, huge, huge, null, null), new Paused(huge, at), new RemedyDeclined(offer, huge),
            new Resolved(ResolutionOutcome.PartlyUpheld, huge, huge, offer, at), new Reopened(huge, true), new Closed(CloseManner.Confirmed, huge),
            new RemedyApproved(offer, huge), new RemedyDelivered(offer), new PromiseMissed(PromiseKind.Statutory, 1, at), new MessageWritten(MessageKind.Message, huge, huge),
        ];
        // Of the first event of a case nothing but its complaint can be long.
        var received = new ComplaintReceived(before.Id, before.Reference, before.PolicyId, before.Complaint) { Number = 1, At = at };
        var published = events.Select(e => e with { Number = before.Version + 1, At = at })
            .Select(e => WebhookEvents.Of(e, before, After(before, e), before, Life.Policy, opening: false)!.Event)
            .Append(WebhookEvents.Of(received, null, before, before, Life.Policy, opening: true)!.Event)
            .Append(WebhookEvents.Of(new RisingCause(huge, new LocalDate(2026, 12, 1), 7, long.MaxValue, 28, decimal.MaxValue), at))
            .Append(WebhookEvents.Test(Guid.Empty.ToString("N"), huge, at)).ToList();

        Assert.Equal(EventCatalogue.Kinds.Select(k => k.Type).Order(StringComparer.Ordinal), published.Select(p => p.Type).Distinct().Order(StringComparer.Ordinal));
        var site = new Uri($"https://recovery.example/{new string('a', 1_000)}");
        Assert.All(published, p => Assert.All(Enum.GetValues<EventEnvelope>(), envelope =>
        {
            var body = EventBody.Write(p, envelope, site);
            Assert.InRange(body.Length, 1, EventBody.MostBytes - 1);
            Assert.Empty(SchemaCheck.Faults(JsonDocument.Parse(body).RootElement.GetProperty("data"), EventCatalogue.Find(p.Type)!.Schema));
        }));
    }

    [Fact]
    public void A_cloud_event_has_every_attribute_of_the_specification_and_the_same_data()
    {
        var published = Life.Of().Published[0];

        var body = JsonDocument.Parse(EventBody.Write(published, EventEnvelope.CloudEvents, s_site)).RootElement;

        var attributes = body.EnumerateObject().Where(m => m.Name != "data").ToDictionary(m => m.Name, m => m.Value.GetString());
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["specversion"] = "1.0",
                ["id"] = published.Id,
                ["source"] = "https://recovery.example",
                ["type"] = "complaint.received",
                ["subject"] = published.Stream,
                ["time"] = "2026-11-23T09:00:00Z",
                ["datacontenttype"] = "application/json",
                ["dataschema"] = "https://recovery.example/api/events/types#complaint.received",
            },
            attributes);
        Assert.Equal(published.Data, body.GetProperty("data").GetRawText());
        Assert.DoesNotContain("subject", Encoding.UTF8.GetString(EventBody.Write(WebhookEvents.Test("t-1", "wh_1", Life.Monday), EventEnvelope.CloudEvents, s_site).Span), StringComparison.Ordinal);
    }

    /// <summary>Folded where that needs nothing of the case that these strings would break.</summary>
    private static Case After(Case before, CaseEvent happened) =>
        happened is Closed ? before with { Phase = new ClosedPhase(happened.At, CloseManner.Confirmed, "") } : before;

    private static IEnumerable<string> Bodies(PublishedEvent published) =>
        Enum.GetValues<EventEnvelope>().Select(envelope => Encoding.UTF8.GetString(EventBody.Write(published, envelope, s_site).Span));
}
