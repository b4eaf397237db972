using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Intake.Calls;

namespace Recovery.Web.Intake;

/// <summary>Puts a call where it belongs, however its transcript came.</summary>
public sealed class CallIntake(ComplaintIntake intake, IKeptFiles files)
{
    /// <summary>Characters of a transcript that a case itself holds: an hour of talk. The whole of a longer one is an attachment.</summary>
    public const int TranscriptInCase = 60_000;

    private const string FileName = "transcript.txt";

    /// <summary>The same call again comes to the same case.</summary>
    /// <param name="format">One of <see cref="CallTranscripts.Formats"/>.</param>
    /// <exception cref="UnreadableTranscriptException">It is not of that format.</exception>
    public async Task<CommandResult> ReceiveAsync(string format, ReadOnlyMemory<byte> body, CallDetails details, CancellationToken cancel)
    {
        var call = CallTranscripts.Read(format, body, details);
        var incoming = CallTranscripts.Complaint(call, details);
        if (call.Lines.Sum(l => l.Text.Length) > TranscriptInCase)
            incoming = await ShortenAsync(incoming, call, cancel);
        return await intake.OpenAsync(incoming, cancel);
    }

    /// <summary><c>opened</c> or <c>joined</c>, for whom the call was sent by.</summary>
    internal static string Outcome(Done done) => done.Events.OfType<ComplaintJoined>().Any() ? "joined" : "opened";

    private async Task<IncomingComplaint> ShortenAsync(IncomingComplaint incoming, CallTranscript call, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(call.Lines.Select(Line)));
        var name = Convert.ToHexStringLower(SHA256.HashData(text));
        await files.PutAsync(incoming.Case.Value, name, text, cancel);
        var length = 0;
        var kept = call.Lines.TakeWhile(l => (length += l.Text.Length) <= TranscriptInCase).ToImmutableArray();
        return incoming with
        {
            Complaint = incoming.Complaint with
            {
                Call = call with { Lines = kept },
                Attachments = incoming.Complaint.Attachments.Add(new Attachment(FileName, "text/plain; charset=utf-8", text.Length, name)),
            },
        };
    }

    private static string Line(TranscriptLine line) => $"{Time(line.At)}{(line.Speaker.Length > 0 ? $"{line.Speaker}: " : "")}{line.Text}\n";

    private static string Time(Duration? at) => at is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"[{(int)known.TotalHours}:{known.Minutes:00}:{known.Seconds:00}] ") : "";
}
