using NodaTime;

namespace Recovery.Complaints;

/// <summary>A review or a post in public, as its site has it.</summary>
public sealed record ReviewOrigin
{
    /// <summary>The site: <c>trustpilot</c>, <c>google</c>, <c>app-store</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The site's own id of it.</summary>
    public required string ReviewId { get; init; }

    /// <summary>Where it stands.</summary>
    public Uri? Link { get; init; }

    /// <summary>The name that the author shows there; tells nobody who they are.</summary>
    public string? Author { get; init; }

    public decimal? Rating { get; init; }

    /// <summary>The best rating that the site has.</summary>
    public decimal BestRating { get; init; } = 5;

    /// <summary>Everybody can read it.</summary>
    public bool Public { get; init; } = true;

    public Instant? PostedAt { get; init; }
}
