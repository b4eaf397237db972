using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Policy;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Incidents;

/// <summary>How much an incident may say.</summary>
public static class IncidentLimits
{
    public const int What = 200;

    public const int Message = 10_000;

    /// <summary>Of a list of customers.</summary>
    public const int ListBytes = 8 * 1024 * 1024;

    /// <summary>No failure is older that customers are told of as news.</summary>
    public static Duration Oldest { get; } = Duration.FromDays(3_650);
}

/// <summary>What happened, as it was reported.</summary>
internal static class IncidentReader
{
    /// <summary>Members beside the list of customers.</summary>
    public static readonly IReadOnlyList<string> Members = ["what", "happenedAt", "message", "category"];

    private static readonly Duration s_clocksDiffer = Duration.FromMinutes(5);

    /// <param name="key">The caller's own name for it; null lets what it says tell it from others.</param>
    public static IncidentNotice? Read(IReadOnlyDictionary<string, object?> members, string? key, RecoveryPolicy policy, Instant now, List<FieldFault> faults)
    {
        var before = faults.Count;
        var fields = new FieldReader(members, faults);
        var what = fields.Text("what", IncidentLimits.What, required: true);
        var at = fields.Time("happenedAt", required: true);
        var message = fields.Lines("message", IncidentLimits.Message, required: true);
        var category = fields.Text("category", IntakeLimits.CustomerId);
        if (at > now + s_clocksDiffer)
            fields.Fault("happenedAt", "lies in the future");
        if (at < now - IncidentLimits.Oldest)
            fields.Fault("happenedAt", "lies more than ten years back");
        if (category is not null && policy.Category(category) is null)
            fields.Fault("category", $"must be one of {string.Join(", ", policy.Document.Categories.Select(c => c.Id))}");
        if (faults.Count > before)
            return null;
        var id = CaseId.From("incident-report", key is null ? $"{what}\n{at}\n{category}\n{message}" : $"key {key}");
        return new IncidentNotice { Id = id.Value, Title = what!, HappenedAt = at!.Value, Message = message!, Category = category };
    }
}
