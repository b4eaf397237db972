using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using Recovery.Intake;
using Recovery.Intake.Calls;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>What the address of a transcript tells of the call.</summary>
internal static class CallDetailsReader
{
    private const int Speaker = 100;

    private static readonly string[] s_members =
        ["callId", "from", "name", "email", "customerId", "orderReference", "language", "startedAt", "customerSpeaker"];

    /// <param name="query">Without any key.</param>
    /// <returns>The details, or every fault in them.</returns>
    public static (CallDetails? Details, IReadOnlyList<FieldFault> Faults) Read(string? query, Instant now)
    {
        var given = QueryHelpers.ParseQuery(query).Where(q => q.Value.ToString().Trim().Length > 0)
            .ToDictionary(q => q.Key, q => (object?)q.Value.ToString(), StringComparer.Ordinal);
        return Read(given, now);
    }

    public static (CallDetails? Details, IReadOnlyList<FieldFault> Faults) Read(IReadOnlyDictionary<string, object?> given, Instant now)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(given, faults);
        fields.Only(s_members);
        var details = new CallDetails
        {
            CallId = fields.Text("callId", IntakeLimits.HeaderLine),
            From = fields.Text("from", IntakeLimits.Phone),
            Name = fields.Text("name", IntakeLimits.Name),
            Email = fields.Text("email", IntakeLimits.Email),
            CustomerId = fields.Text("customerId", IntakeLimits.CustomerId),
            OrderReference = fields.Text("orderReference", IntakeLimits.OrderReference),
            Language = fields.Text("language", IntakeLimits.Language),
            StartedAt = fields.Time("startedAt"),
            CustomerSpeaker = fields.Text("customerSpeaker", Speaker),
        };
        ComplaintReader.CheckPhone(fields, details.From, "from");
        ComplaintReader.CheckEmail(fields, details.Email);
        ComplaintReader.CheckLanguage(fields, details.Language);
        ComplaintReader.CheckPast(fields, "startedAt", details.StartedAt, now);
        return (faults.Count == 0 ? details : null, faults);
    }
}
