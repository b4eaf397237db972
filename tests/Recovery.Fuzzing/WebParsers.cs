using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Recovery.Web.Http;
using Recovery.Web.Imports;
using Recovery.Web.Incidents;
using Recovery.Web.Intake;

namespace Recovery.Fuzzing;

/// <summary>What reads lists and documents. They tell faults instead of throwing, so a null stands for what could not be read.</summary>
internal static class WebParsers
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 12, 0);

    /// <summary>Each cell is a string of its own, and each customer is read as a complaint of theirs would be.</summary>
    private static long ListBound(long length) => (32L * 1024 * 1024) + (1_000 * length);

    public static ImmutableArray<FuzzedParser> All { get; } =
    [
        new("list-complaints", "Lists/*.csv", bytes => Taken(ComplaintList.Read(bytes, DateTimeZone.Utc, s_now).List)) { Tokens = FuzzTokens.Lists, MemoryBound = ListBound },
        new("list-customers", "Lists/*.csv", bytes => Taken(AffectedList.FromCsv(bytes, s_now).List)) { Tokens = FuzzTokens.Lists, MemoryBound = ListBound },
        new("complaint", "Documents/complaint.json", bytes => Taken(Document(bytes, body => ComplaintReader.FromJson(body, s_now).Complaint))) { Tokens = FuzzTokens.Json },
        new("review", "Documents/review.json", bytes => Taken(ReviewReader.Read(bytes.ToArray(), s_now).Review)) { Tokens = FuzzTokens.Json },
        new("incident", "Documents/incident.json", bytes => Taken(Document(bytes, Customers))) { Tokens = FuzzTokens.Json },
    ];

    private static T? Document<T>(ReadOnlyMemory<byte> bytes, Func<JsonBody, T?> read)
        where T : class => RequestBody.Read(bytes.ToArray()).Body is { } body ? read(body) : null;

    private static AffectedList? Customers(JsonBody body)
    {
        using var document = JsonDocument.Parse(body.Bytes);
        return document.RootElement.TryGetProperty("customers", out var customers) ? AffectedList.FromJson(customers, s_now).List : null;
    }

    private static void Taken(object? result)
    {
        if (result is null)
            throw new UnreadableInputException();
    }

    private sealed class UnreadableInputException : Exception;
}
