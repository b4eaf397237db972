using System.Collections.Immutable;
using System.Text.Json;

namespace Recovery.Webhooks;

/// <summary>A type of event, as integrators find it described.</summary>
/// <param name="Meaning">What it says, in a sentence.</param>
/// <param name="SentWhen">What leads to it.</param>
public sealed record EventKind(string Type, string Meaning, string SentWhen)
{
    /// <summary>JSON Schema (2020-12) of the member <c>data</c>. Other members may be there, and more come with later versions.</summary>
    public JsonElement Schema { get; init; }

    /// <summary>A whole body in the Standard envelope.</summary>
    public JsonElement Example { get; init; }
}

/// <summary>Every type of event that is published.</summary>
public static class EventCatalogue
{
    /// <summary>Raised when a type or a member is added. None is ever renamed or removed, or given another meaning.</summary>
    public const int Version = 1;

    private static readonly Lazy<ImmutableArray<EventKind>> s_kinds = new(Read);

    /// <summary>In the order of a case's life, then those that are about no case.</summary>
    public static ImmutableArray<EventKind> Kinds => s_kinds.Value;

    internal static readonly ImmutableArray<EventKind> Described =
    [
        new(EventTypes.ComplaintReceived, "A complaint became a case.", "once for each case, however it came; also when we found the failure first and the customer has said nothing yet"),
        new(EventTypes.ComplaintAcknowledged, "The customer knows that we have their complaint.", "when our message left, or they were led to their status page, or staff reached them; again if that message came back and another got through"),
        new(EventTypes.CaseUpdated, "Something about the case changed that no other event tells.", "for each change that `change` names; not for notes and other things that are for staff alone"),
        new(EventTypes.PromiseMissed, "The time of a promise to the customer passed and it was not kept.", "once for each promise"),
        new(EventTypes.CaseEscalated, "The case climbed to a level of the policy's ladder.", "when a promise is about to slip or has slipped, when staff ask for it, or when a resolution did not hold"),
        new(EventTypes.RemedyApproved, "A remedy may be given.", "when somebody approved it, or at once when the policy asks for nobody's word"),
        new(EventTypes.RemedyDelivered, "The customer has the remedy.", "when somebody records that the refund was paid or the voucher sent, which may be long after the case was closed; with the resolution for a remedy that it gives itself, such as an apology"),
        new(EventTypes.CaseResolved, "The customer has our answer.", "each time that staff resolve the case"),
        new(EventTypes.CaseReopened, "The resolution or the closing did not stand.", "when the customer says that it is not solved, writes again, or staff reopen it"),
        new(EventTypes.CaseClosed, "The case ended, with the outcome as reports count it.", "each time that it is closed; the latest one stands"),
        new(EventTypes.RootCauseRising, "More cases than usual were closed with one root cause.", "at most once a day and cause, by the numbers in the policy's section `risingCauses`"),
        new(EventTypes.WebhookTest, "A test.", "when somebody asks for it, to that subscription alone; whatever types it asked for"),
    ];

    /// <returns>Null for a type that there is not.</returns>
    public static EventKind? Find(string type) => Kinds.FirstOrDefault(k => k.Type == type);

    /// <summary>Schemas and examples stand in a file that is made of the types and of a case that was really decided.</summary>
    private static ImmutableArray<EventKind> Read()
    {
        using var stream = typeof(EventCatalogue).Assembly.GetManifestResourceStream("events.json")
            ?? throw new InvalidOperationException("The catalogue of events is missing.");
        using var made = JsonDocument.Parse(stream);
        return
        [
            .. Described.Select(kind => kind with
            {
                Schema = made.RootElement.GetProperty(kind.Type).GetProperty("schema").Clone(),
                Example = made.RootElement.GetProperty(kind.Type).GetProperty("example").Clone(),
            }),
        ];
    }
}
