using System.Collections.Immutable;
using NodaTime;
using Recovery.Complaints;

namespace Recovery.Intake.Calls;

/// <summary>What the telephone system knows of a call beside its words. Each may be absent.</summary>
public sealed record CallDetails
{
    /// <summary>The telephone system's id; else the transcript's own, else one made of its words.</summary>
    public string? CallId { get; init; }

    /// <summary>The caller's number.</summary>
    public string? From { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? CustomerId { get; init; }

    public string? OrderReference { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }

    public Instant? StartedAt { get; init; }

    /// <summary>The label, channel or number of the speaker who is the customer, where the telephone system knows.</summary>
    public string? CustomerSpeaker { get; init; }
}

/// <summary>A body that is no transcript of its format.</summary>
/// <param name="field">Where, such as <c>$.recognizedPhrases[3].channel</c>.</param>
/// <param name="reason">Quotes nothing that was said.</param>
public sealed class UnreadableTranscriptException(string field, string reason) : Exception($"{field}: {reason}")
{
    public string Field { get; } = field;

    public string Reason { get; } = reason;
}

/// <summary>Reads transcripts in the formats of speech services.</summary>
public static class CallTranscripts
{
    public static ImmutableArray<string> Formats { get; } = ["azure-speech", "azure-fast", "acs", "twilio", "amazon", "webvtt", "text"];

    /// <summary>Card numbers and the like are masked, speakers told apart and the customer's side found.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <exception cref="UnreadableTranscriptException">It is not of that format.</exception>
    public static CallTranscript Read(string format, ReadOnlyMemory<byte> body, CallDetails details)
    {
        _ = (format, body, details);
        throw new NotSupportedException("Not built yet.");
    }

    /// <summary>The complaint that a call is: the customer's words, and the whole call beside them.</summary>
    public static IncomingComplaint Complaint(CallTranscript call, CallDetails details)
    {
        _ = (call, details);
        throw new NotSupportedException("Not built yet.");
    }
}
