using System.Security.Cryptography;
using System.Text;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Intake.Calls;

namespace Recovery.Web.Intake;

/// <summary>Puts a call where it belongs, however its transcript came.</summary>
public sealed class CallIntake(ComplaintIntake intake, IKeptFiles files)
{
    private const string FileName = "transcript.txt";

    /// <summary>The same call again comes to the same case.</summary>
    /// <param name="format">One of <see cref="CallTranscripts.Formats"/>.</param>
    /// <exception cref="UnreadableTranscriptException">It is not of that format.</exception>
    public async Task<CommandResult> ReceiveAsync(string format, ReadOnlyMemory<byte> body, CallDetails details, CancellationToken cancel)
    {
        var call = CallTranscripts.Read(format, body, details);
        var incoming = CallTranscripts.Complaint(call, details);
        if (CallTranscripts.WholeText(call) is { } whole)
            incoming = await KeepAsync(incoming, whole, cancel);
        return await intake.OpenAsync(incoming, cancel);
    }

    /// <summary><c>opened</c> or <c>joined</c>, for whom the call was sent by.</summary>
    internal static string Outcome(Done done) => done.Case.Complaint.Incident is null ? "opened" : "joined";

    /// <summary>What is more than a case holds becomes a file of it.</summary>
    private async Task<IncomingComplaint> KeepAsync(IncomingComplaint incoming, string whole, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetBytes(whole);
        var name = Convert.ToHexStringLower(SHA256.HashData(text));
        await files.PutAsync(incoming.Case.Value, name, text, cancel);
        var file = new Attachment(FileName, "text/plain; charset=utf-8", text.Length, name);
        return incoming with { Complaint = incoming.Complaint with { Attachments = incoming.Complaint.Attachments.Add(file) } };
    }
}
