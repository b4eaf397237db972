using System.Text.Json;
using Azure.Data.Tables;
using Recovery.Messages;
using Recovery.Web.Console;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Mail;

/// <summary>
/// Keeps mail in a table instead of sending it, for a developer's machine: the partition <c>outbox</c> of
/// <see cref="RecoveryTables.Mails"/>. The same effect writes the same row again.
/// </summary>
public sealed class TableOutbox(RecoveryTables tables, TimeProvider time) : IMailer, IOutbox
{
    private const string Partition = "outbox";

    // A binary property holds 64 KiB, an entity 1 MiB.
    private const int PartLength = 64 * 1024;

    public Task SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        var row = new TableEntity(Partition, mail.Name) { ["To"] = To(mail), ["Subject"] = mail.Subject, ["Date"] = time.GetUtcNow() };
        var parts = JsonSerializer.SerializeToUtf8Bytes(new Kept(Headers(mail), mail.Text, mail.Html)).Chunk(PartLength);
        foreach (var (number, part) in parts.Index())
            row[$"Part{number:00}"] = part;
        return tables.Mails.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <summary>Reads every row's head and sorts: a developer has few.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> ListAsync(int skip, int take, CancellationToken cancel)
    {
        var entries = new List<OutboxEntry>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var row in tables.Mails.QueryAsync<TableEntity>(filter, select: ["RowKey", "To", "Subject", "Date"], cancellationToken: cancel))
            entries.Add(Entry(row));
        return [.. entries.OrderByDescending(e => e.Date).ThenBy(e => e.Name, StringComparer.Ordinal).Skip(skip).Take(take)];
    }

    public async Task<OutboxMessage?> ReadAsync(string name, CancellationToken cancel)
    {
        // Other characters are in no name and some are forbidden in keys.
        if (name.Length is 0 or > 200 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            return null;
        var found = await tables.Mails.GetEntityIfExistsAsync<TableEntity>(Partition, name, cancellationToken: cancel);
        if (!found.HasValue)
            return null;
        var row = found.Value!;
        var bytes = row.Keys.Where(k => k.StartsWith("Part", StringComparison.Ordinal) && k.Length == 6).Order(StringComparer.Ordinal).SelectMany(k => row.GetBinary(k)).ToArray();
        var kept = JsonSerializer.Deserialize<Kept>(bytes)!;
        return new OutboxMessage(Entry(row), kept.Headers, kept.Text, kept.Html);
    }

    private static OutboxEntry Entry(TableEntity row) =>
        new(row.RowKey, row.GetString("To"), row.GetString("Subject"), row.GetDateTimeOffset("Date") ?? default);

    private static List<KeyValuePair<string, string>> Headers(ComposedMail mail)
    {
        List<KeyValuePair<string, string>> headers = [new("From", $"{mail.From}"), new("To", To(mail))];
        if (mail.ReplyTo is { } replyTo)
            headers.Add(new("Reply-To", replyTo));
        headers.Add(new("Subject", mail.Subject));
        return [.. headers, .. mail.Headers];
    }

    private static string To(ComposedMail mail) => string.Join(", ", mail.To.Select(t => t.Name.Length == 0 ? t.Address : $"\"{t.Name}\" <{t.Address}>"));

    private sealed record Kept(List<KeyValuePair<string, string>> Headers, string Text, string Html);
}
