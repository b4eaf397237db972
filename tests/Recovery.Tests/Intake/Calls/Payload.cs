using System.Text;
using Recovery.Complaints;
using Recovery.Intake.Calls;

namespace Recovery.Tests.Intake.Calls;

/// <summary>Transcripts in the shapes that their services document, written for these tests.</summary>
internal static class Payload
{
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "corpus", "Calls", "Payloads", name));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    public static CallTranscript Read(string name, CallDetails? details = null) => Read(name.Split('/')[0], Bytes(name), details);

    public static CallTranscript Read(string format, string body, CallDetails? details = null) => Read(format, Encoding.UTF8.GetBytes(body), details);

    public static CallTranscript Read(string format, byte[] body, CallDetails? details = null) => CallTranscripts.Read(format, body, details ?? new CallDetails());

    /// <summary>What makes it unreadable, as the caller is told.</summary>
    public static string Fault(string format, string body) => Assert.Throws<UnreadableTranscriptException>(() => Read(format, body)).Message;
}
