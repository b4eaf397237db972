using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Recovery.Policy;
using Recovery.Web.Http;
using Recovery.Web.Imports;
using Recovery.Web.Incidents;
using Recovery.Web.Intake;

namespace Recovery.Fuzzing;

/// <summary>The parsers of the web project: lists, reviews, incidents.</summary>
internal static class WebParsers
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 12, 0);

    private static readonly RecoveryPolicy s_policy = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;

    private static readonly string[] s_csv =
    [
        "\"", "\"\"", "\"a\"b", ",", ";", "\t", "\r", "\n", "\r\n", "\n\n\n", "id", "email", "description", "e-mail", "Order No", "=cmd|' /c'!A0", "yes", "2026-11-20 10:00", "99999-99-99",
        "\u00ef\u00bb\u00bf", "\u00ff\u00fe", "\u00fe\u00ff", "PK\u0003\u0004", "\u0000", "\u00ff", "a@b.example", "+44 20 7946 0000",
    ];

    private static readonly string[] s_json =
    [
        "{", "}", "[", "]", "[[[[[[[[", "null", "true", "1e999", "-1", "\"", "\\u0000", "\\ud83d", "\"customers\": [1],", "\"customers\": {},", "\"customersCsv\": \"email\\na@b.example\",", "\"rating\": 1e28,",
        "\"bestRating\": 0,", "\"link\": \"javascript:1\",", "\"happenedAt\": \"9999-12-31T23:59:59.999999999Z\",", "\"message\": 5,", "\"text\": null,", "\u00ff",
    ];

    public static ImmutableArray<FuzzedParser> All { get; } =
    [
        new("list", "Lists/*.csv", bytes => Readable(ComplaintList.Read(bytes, s_policy.Zone, s_now).List)) { Tokens = s_csv },
        new("affected", "Incidents/*.csv", bytes => Readable(AffectedList.FromCsv(bytes, s_now).List)) { Tokens = s_csv },
        new("incident", "Incidents/*.json", Incident) { Tokens = s_json },
        new("review", "Reviews/*.json", bytes => Readable(ReviewReader.Read(bytes.ToArray(), s_now).Review)) { Tokens = s_json },
    ];

    private static void Incident(ReadOnlyMemory<byte> bytes)
    {
        var body = Readable(RequestBody.Read(bytes.ToArray()).Body);
        var notice = IncidentReader.Read(body.Members, key: null, s_policy, s_now, []);
        using var document = JsonDocument.Parse(body.Bytes.AsSpan().StartsWith(System.Text.Encoding.UTF8.Preamble) ? body.Bytes.AsMemory(3) : body.Bytes);
        if (document.RootElement.TryGetProperty("customers", out var customers))
            Readable(AffectedList.FromJson(customers, s_now).List);
        Readable(notice);
    }

    private static T Readable<T>(T? read)
        where T : class => read ?? throw new UnreadableInputException();

    /// <summary>Each of them tells its faults instead of throwing.</summary>
    private sealed class UnreadableInputException : Exception;
}
