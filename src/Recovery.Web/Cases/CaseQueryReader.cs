using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Cases;

/// <summary>Reads the filters of a list from the address.</summary>
internal static class CaseQueryReader
{
    public static readonly ImmutableArray<string> Statuses = ["open", "waiting", "resolved", "following-up", "closed"];

    public static readonly ImmutableArray<string> Parameters = ["status", "owner", "category", "severity", "overdue", "escalated", "text", "limit", "cursor"];

    private const int LongestText = 200;

    public static (CaseQuery Query, IReadOnlyList<FieldFault> Faults) Read(IQueryCollection given, Instant now)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(given.Where(p => p.Value.ToString().Trim().Length > 0).ToDictionary(p => p.Key, p => p.Value.ToString()), faults);
        fields.Only(Parameters);
        var query = new CaseQuery
        {
            Statuses = StatusesOf(given["status"].ToString(), fields),
            Owner = fields.Text("owner", LongestText),
            Category = fields.Text("category", LongestText),
            Severity = fields.Text("severity", LongestText),
            Overdue = fields.Flag("overdue"),
            Escalated = fields.Flag("escalated"),
            Text = fields.Text("text", LongestText),
            Now = now,
            Limit = fields.Whole("limit", 1, 200) ?? 50,
            Cursor = fields.Text("cursor", 1_000),
        };
        return (query, faults);
    }

    private static string[] StatusesOf(string text, FieldReader fields)
    {
        var statuses = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var unknown in statuses.Where(s => !Statuses.Contains(s)).Take(1))
            fields.Fault("status", string.Create(CultureInfo.InvariantCulture, $"must be a comma-separated list of {string.Join(", ", Statuses)}"));
        return statuses;
    }
}
