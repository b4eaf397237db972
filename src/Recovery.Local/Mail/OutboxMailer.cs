using System.Collections.Concurrent;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Recovery.Messages;

namespace Recovery.Local.Mail;

/// <summary>
/// Writes mail as files into <c>outbox/</c> instead of sending it. A file is there whole or not at all, and the same
/// effect writes the same file again.
/// </summary>
public sealed partial class OutboxMailer : IMailer
{
    public const string DirectoryName = "outbox";

    private static readonly string[] LeftOut = ["X-Sender:", "X-Receiver:", "Date:"];
    private static readonly InstantPattern DateHeader = InstantPattern.CreateWithInvariantCulture("ddd, dd MMM uuuu HH:mm:ss '+0000'");

    private readonly string _directory;
    private readonly IClock _clock;
    private readonly ConcurrentBag<DirectoryInfo> _drops;

    /// <summary>One at a time for a data directory: what an earlier run left half-written is cleared away, and its effects are run again.</summary>
    public OutboxMailer(string dataDirectory, IClock clock)
        : this(Path.Combine(dataDirectory, DirectoryName), clock, [])
    {
        foreach (var left in Directory.CreateDirectory(_directory).EnumerateDirectories(".drop-*"))
            left.Delete(recursive: true);
    }

    private OutboxMailer(string directory, IClock clock, ConcurrentBag<DirectoryInfo> drops)
    {
        _directory = directory;
        _clock = clock;
        _drops = drops;
    }

    /// <summary>Whether a message is on disk when it counts as sent; a demonstration can do without.</summary>
    public bool Flushes { get; init; } = true;

    /// <summary>The same outbox, with the time of another clock.</summary>
    public OutboxMailer At(IClock clock) => new(_directory, clock, _drops) { Flushes = Flushes };

    public Task SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        using var message = MailMessages.Of(mail);
        var drop = _drops.TryTake(out var free) ? free : Directory.CreateDirectory(Path.Combine(_directory, $".drop-{Guid.NewGuid():N}"));
        try
        {
            var now = _clock.GetCurrentInstant();
            var dropped = Encode(message, drop);
            Rewrite(dropped, now);
            File.SetLastWriteTimeUtc(dropped, now.ToDateTimeUtc());
            File.Move(dropped, Path.Combine(_directory, $"{mail.Name}.eml"), overwrite: true);
        }
        finally
        {
            _drops.Add(drop);
        }

        return Task.CompletedTask;
    }

    /// <summary>The base library encodes a message only while it sends it or drops it somewhere.</summary>
    /// <returns>The file in which it dropped it; the one that is moved into the outbox, since making and deleting files is what takes time here.</returns>
    private static string Encode(MailMessage message, DirectoryInfo drop)
    {
        foreach (var failed in drop.EnumerateFiles())
            failed.Delete();
        using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = drop.FullName };
        client.Send(message);
        return drop.EnumerateFiles().Single().FullName;
    }

    private void Rewrite(string dropped, Instant now)
    {
        using var file = new FileStream(dropped, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var eml = new byte[file.Length];
        file.ReadExactly(eml);
        var ours = WithHeadersOfOurs(eml, now);
        file.Position = 0;
        file.Write(ours);
        file.SetLength(ours.Length);
        file.Flush(Flushes);
    }

    /// <summary>Leaves out the envelope, which a dropped file carries as headers, and the machine's date for that of the case.</summary>
    private static byte[] WithHeadersOfOurs(byte[] eml, Instant now)
    {
        var end = eml.AsSpan().IndexOf("\r\n\r\n"u8);
        var kept = new StringBuilder($"Date: {DateHeader.Format(now)}\r\n");
        var leaving = false;
        foreach (var line in Encoding.UTF8.GetString(eml, 0, end).Split("\r\n"))
        {
            var continues = line.StartsWith(' ') || line.StartsWith('\t');
            leaving = continues ? leaving : Array.Exists(LeftOut, h => line.StartsWith(h, StringComparison.OrdinalIgnoreCase));
            if (!leaving)
                kept.Append(line).Append("\r\n");
        }

        // The base library encodes line ends as if they were part of the text; RFC 2045 6.7 (4) has them bare.
        var body = EncodedLineEnd().Replace(Encoding.UTF8.GetString(eml.AsSpan(end + 2)), "\r\n");
        return [.. Encoding.UTF8.GetBytes(kept.ToString()), .. Encoding.UTF8.GetBytes(body)];
    }

    [GeneratedRegex("=0D(=\r\n)?=0A(=\r\n)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EncodedLineEnd();
}
