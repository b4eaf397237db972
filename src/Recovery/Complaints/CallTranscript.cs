using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Complaints;

/// <summary>A call as it was written down, card numbers and the like masked.</summary>
public sealed record CallTranscript
{
    /// <summary>The telephone system's own id of the call.</summary>
    public required string CallId { get; init; }

    public Instant? StartedAt { get; init; }

    /// <summary>In the order of the call.</summary>
    public required ImmutableArray<TranscriptLine> Lines { get; init; }

    /// <summary>Lines beyond those that a case keeps; the whole is then among the complaint's files.</summary>
    public int LinesLeftOut { get; init; }

    /// <summary>BCP 47 tag, as the transcript says; null when it does not.</summary>
    public string? Language { get; init; }

    /// <summary>Which of the speakers is the customer; null when nothing tells.</summary>
    public string? CustomerSpeaker { get; init; }

    /// <summary>How sure that is, from 0 to 1.</summary>
    public double CustomerConfidence { get; init; }

    /// <summary>What told it, for staff: "the label says customer".</summary>
    public string? CustomerFoundBy { get; init; }

    /// <summary>How sure the recogniser was of the words, from 0 to 1, weighed by their number; null when it does not say.</summary>
    public double? WordConfidence { get; init; }

    /// <summary>How many numbers were masked before it was stored.</summary>
    public int Masked { get; init; }

    /// <summary>Why somebody must listen to the call before anything is promised; null when nobody need.</summary>
    public string? NeedsListening { get; init; }
}

/// <param name="Speaker">As the transcript tells them apart; empty when it does not.</param>
/// <param name="At">From the start of the call.</param>
/// <param name="Until">From the start of the call.</param>
/// <param name="Confidence">From 0 to 1.</param>
public sealed record TranscriptLine(string Speaker, Duration? At, Duration? Until, string Text, double? Confidence = null);
