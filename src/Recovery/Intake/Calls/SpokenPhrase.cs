using System.Runtime.InteropServices;
using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>What one speaker said in one breath, as a transcript has it: a phrase, a sentence or a cue.</summary>
/// <param name="Speaker">Empty when the transcript does not tell.</param>
/// <param name="Confidence">From 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SpokenPhrase(string Speaker, Duration? At, Duration? Until, string Text, double? Confidence = null);

/// <summary>A call as it was read, before anything is made of it.</summary>
internal sealed record ReadCall(IReadOnlyList<SpokenPhrase> Phrases)
{
    /// <summary>The transcript's own id of the call.</summary>
    public string? CallId { get; init; }

    public Instant? StartedAt { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }
}
