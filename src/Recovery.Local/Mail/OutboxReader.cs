using System.Globalization;
using System.Text;
using Recovery.Web.Console;

namespace Recovery.Local.Mail;

/// <summary>The outbox as the console shows it.</summary>
public sealed class OutboxReader(string dataDirectory) : IOutbox
{
    private const int MostHeaderBytes = 32 * 1024;

    private readonly DirectoryInfo _directory = new(Path.Combine(dataDirectory, OutboxMailer.DirectoryName));

    /// <summary>Newest first. Only the files of the page are opened.</summary>
    public IReadOnlyList<OutboxEntry> List(int skip, int take)
    {
        if (!_directory.Exists)
            return [];
        var page = _directory.EnumerateFiles("*.eml")
            .Select(file => (file.Name, file.LastWriteTimeUtc))
            .OrderByDescending(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal)
            .Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 0, 500));
        return [.. page.Select(f => Open(f.Name, MostHeaderBytes)).OfType<EmlOf>().Select(f => f.Entry)];
    }

    /// <param name="name">As listed; anything that is not the name of a file of the outbox gives null.</param>
    public OutboxMessage? Read(string name)
    {
        if (!IsName(name) || Open(name, int.MaxValue) is not { } file)
            return null;
        return new OutboxMessage(file.Entry, file.Eml.Headers, file.Eml.Part("text/plain"), file.Eml.Part("text/html"));
    }

    Task<IReadOnlyList<OutboxEntry>> IOutbox.ListAsync(int skip, int take, CancellationToken cancel) => Task.FromResult(List(skip, take));

    Task<OutboxMessage?> IOutbox.ReadAsync(string name, CancellationToken cancel) => Task.FromResult(Read(name));

    private static bool IsName(string name) =>
        name.EndsWith(".eml", StringComparison.Ordinal) && name.Length is > 4 and < 200 &&
        name[..^4].All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private EmlOf? Open(string name, int longest)
    {
        try
        {
            using var file = new FileStream(Path.Combine(_directory.FullName, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Min(file.Length, longest)];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var eml = EmlFile.Parse(Encoding.UTF8.GetString(bytes, 0, length));
            _ = DateTimeOffset.TryParse(eml.Header("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
            return new EmlOf(eml, new OutboxEntry(name, eml.Header("To"), eml.Header("Subject"), date));
        }
        catch (IOException)
        {
            // Somebody cleared the outbox meanwhile.
            return null;
        }
    }

    private sealed record EmlOf(EmlFile Eml, OutboxEntry Entry);
}
