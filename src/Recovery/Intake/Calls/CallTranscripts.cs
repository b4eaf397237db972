using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Messages;

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
    private const string NothingSaid = "[Nothing that was said in this call could be written down.]";

    public static ImmutableArray<string> Formats { get; } = ["azure-speech", "azure-fast", "acs", "twilio", "amazon", "webvtt", "text"];

    /// <summary>Card numbers and the like are masked, speakers told apart and the customer's side found.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <exception cref="UnreadableTranscriptException">It is not of that format.</exception>
    public static CallTranscript Read(string format, ReadOnlyMemory<byte> body, CallDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        if (body.Length > CallLimits.Bytes)
            throw new UnreadableTranscriptException("$", string.Create(CultureInfo.InvariantCulture, $"has {body.Length:N0} bytes; {CallLimits.Bytes:N0} are read"));
        var read = format switch
        {
            "azure-speech" => JsonPlace.Read(body, AzureSpeech.Read),
            "azure-fast" => JsonPlace.Read(body, AzureFast.Read),
            "acs" => JsonPlace.Read(body, AcsTranscription.Read),
            "twilio" => TwilioTranscript.Read(body),
            "amazon" => JsonPlace.Read(body, AmazonTranscribe.Read),
            "webvtt" => WebVtt.Read(body),
            "text" => DialogueText.Read(body),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "is none of the formats"),
        };
        var (lines, masked) = Masked(Turns.Of(read.Phrases));
        var customer = CustomerSide.Of(lines, details);
        var sure = new WordConfidence();
        foreach (var line in lines)
            sure.Add(line.Text, line.Confidence);
        return new CallTranscript
        {
            CallId = Id(details.CallId) ?? Id(read.CallId) ?? $"words-{Hash(lines)}",
            StartedAt = details.StartedAt ?? read.StartedAt,
            Language = read.Language is { Length: > 0 and <= 35 } language ? language : null,
            Lines = lines,
            CustomerSpeaker = customer.Speaker,
            CustomerConfidence = customer.Confidence,
            CustomerFoundBy = customer.FoundBy,
            WordConfidence = sure.Value,
            Masked = masked,
            NeedsListening = customer.NeedsListening,
        };
    }

    /// <summary>
    /// The complaint that a call is: the customer's words, and the whole call beside them. Of a very long call the case keeps
    /// the beginning; <see cref="WholeText"/> is then to be kept as a file.
    /// </summary>
    public static IncomingComplaint Complaint(CallTranscript call, CallDetails details)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(details);
        var spoken = call.CustomerSpeaker is { } customer ? call.Lines.Where(l => l.Speaker == customer) : call.Lines;
        var words = string.Join('\n', spoken.Select(l => l.Text));
        var description = words.Length == 0 ? NothingSaid : Words.Cut(words, CallLimits.Description).ToString();
        var kept = Kept(call.Lines);
        var complaint = new Complaint
        {
            Channel = Channel.Phone,
            Description = description,
            Name = details.Name,
            Email = details.Email,
            Phone = details.From,
            Language = details.Language ?? call.Language,
            CustomerId = details.CustomerId,
            OrderReference = details.OrderReference,
            Call = call with { Lines = kept, LinesLeftOut = call.LinesLeftOut + call.Lines.Length - kept.Length },
        };
        return new IncomingComplaint(CaseId.From("phone", call.CallId), new CommandId("open", Hash(call.Lines)), complaint);
    }

    /// <summary>
    /// The call as a dialogue in plain text, masked, with times; null when the case of it keeps every line and the customer's
    /// words whole.
    /// </summary>
    public static string? WholeText(CallTranscript call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (Kept(call.Lines).Length == call.Lines.Length
            && call.Lines.Where(l => call.CustomerSpeaker is not { } customer || l.Speaker == customer).Sum(l => l.Text.Length + 1) <= CallLimits.Description)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var line in call.Lines)
        {
            if (line.At is { } at)
                text.Append(CultureInfo.InvariantCulture, $"[{(int)at.TotalHours:00}:{at.Minutes:00}:{at.Seconds:00}] ");
            if (line.Speaker.Length > 0)
                text.Append(line.Speaker).Append(line.Speaker == call.CustomerSpeaker ? " (customer): " : ": ");
            text.Append(line.Text).Append('\n');
        }

        return text.ToString();
    }

    private static (ImmutableArray<TranscriptLine> Lines, int Masked) Masked(ImmutableArray<TranscriptLine> lines)
    {
        var (texts, masked) = NumberMasks.Mask([.. lines.Select(l => new SpokenLine(l.Speaker, l.Text))]);
        return masked == 0 ? (lines, 0) : ([.. lines.Select((l, i) => l with { Text = texts[i] })], masked);
    }

    /// <summary>Whole lines from the beginning; at least one, cut if it must be.</summary>
    private static ImmutableArray<TranscriptLine> Kept(ImmutableArray<TranscriptLine> lines)
    {
        var (count, length) = (0, 0);
        while (count < lines.Length && length + lines[count].Text.Length <= CallLimits.Kept)
            length += lines[count++].Text.Length;
        if (count == 0 && lines.Length > 0)
            return [lines[0] with { Text = Words.Cut(lines[0].Text, CallLimits.Kept).ToString() }];
        return count == lines.Length ? lines : lines[..count];
    }

    private static string? Id(string? id)
    {
        var clean = MarkdownValue.SingleLine(id ?? "");
        return clean.Length == 0 ? null : clean.Length <= CallLimits.CallId ? clean : $"long-{Hash(clean)}";
    }

    /// <summary>Of what was said by whom, masked: the same call read again is the same.</summary>
    private static string Hash(ImmutableArray<TranscriptLine> lines) => Hash(string.Join('\n', lines.Select(l => $"{l.Speaker}\0{l.Text}")));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
