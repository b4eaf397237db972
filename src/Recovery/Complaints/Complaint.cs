using System.Collections.Immutable;
using NodaTime;
using Recovery.Cases;

namespace Recovery.Complaints;

/// <summary>How a complaint reached the organisation.</summary>
public enum Channel
{
    Form,
    Api,
    Email,
    Phone,
    Review,
    Chat,

    /// <summary>A failure that we found first: the customer has said nothing yet.</summary>
    Incident,
}

/// <summary>How the customer wishes to be reached; the status page works in every case.</summary>
public enum ContactPreference
{
    Email,
    Phone,
    StatusPage,
}

/// <summary>A complaint in the one shape that every channel ends in. Only the description is certain to be there.</summary>
public sealed record Complaint
{
    public required Channel Channel { get; init; }

    /// <summary>The customer's own words, whole.</summary>
    public required string Description { get; init; }

    /// <summary>The customer asked not to be known: name, address and phone are absent.</summary>
    public bool Anonymous { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public ContactPreference? ContactPreference { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }

    public Instant? OccurredAt { get; init; }

    public string? OrderReference { get; init; }

    /// <summary>What the customer says it has done to them.</summary>
    public string? Impact { get; init; }

    /// <summary>What the customer would see as right.</summary>
    public string? WishedOutcome { get; init; }

    public string? CustomerId { get; init; }

    public string? Tier { get; init; }

    /// <summary>Files that came with it, kept under the case.</summary>
    public ImmutableArray<Attachment> Attachments { get; init; } = [];

    /// <summary>The mail that it came as.</summary>
    public MailOrigin? Mail { get; init; }

    /// <summary>The call that it was spoken in.</summary>
    public CallTranscript? Call { get; init; }

    /// <summary>The review or post that it is.</summary>
    public ReviewOrigin? Review { get; init; }

    /// <summary>The known failure that it was opened for, before the customer said anything.</summary>
    public IncidentNotice? Incident { get; init; }

    /// <summary>An earlier case that this one goes on from, since that one was closed for good.</summary>
    public CaseId? GoesOnFrom { get; init; }

    /// <summary>Anonymous cases and cases without an address are answered on the status page alone.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool CanBeEmailed => !Anonymous && Email is not null && ContactPreference is not Complaints.ContactPreference.StatusPage;
}
