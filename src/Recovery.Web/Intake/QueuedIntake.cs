using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>What was read, or every fault that keeps it from being read. A fault of the whole document has the field "body".</summary>
public sealed record IntakeReading(IncomingComplaint? Complaint, IReadOnlyList<FieldFault> Faults);

/// <summary>
/// Complaints that come by a queue, a JSON document each (<c>docs/api.md</c>). The fields are those of
/// <c>POST /api/complaints</c> and are read by the same reader.
/// </summary>
public static class QueuedIntake
{
    private static readonly string[] s_email = ["messageId", "to", "from", "name", "subject", "text", "language", "customerId", "orderReference"];

    private static readonly string[] s_call = ["callId", "from", "name", "transcript", "language", "customerId", "orderReference"];

    /// <summary>The document that the API takes, and <c>idempotencyKey</c>.</summary>
    public static IntakeReading Complaint(string body, Instant now) => Read(body, (document, faults) =>
    {
        const string key = "idempotencyKey";
        var own = document.Members.GetValueOrDefault(key);
        if (own is not string given || !IdempotencyKey.IsOne(given.Trim()))
            faults.Add(new FieldFault(key, own is null ? "is missing" : $"must be {IdempotencyKey.Shape}"));
        var members = document.Members.Where(m => m.Key != key).ToDictionary(StringComparer.Ordinal);
        return (CaseId.From("queue", (own as string)?.Trim() ?? ""), members, []);
    }, now);

    /// <summary>One email, its text already plain; the subject becomes the first line of the complaint.</summary>
    public static IntakeReading Email(string body, Instant now) => Read(body, (document, faults) =>
    {
        var fields = new FieldReader(document.Members, faults);
        fields.Only(s_email);
        var message = fields.Text("messageId", IntakeLimits.HeaderLine, required: true);
        var to = fields.Text("to", IntakeLimits.Email, required: true);
        var subject = fields.Text("subject", IntakeLimits.HeaderLine);
        var members = Shared(document);
        members["channel"] = "email";
        members["email"] = Required(document, "from", faults);
        // A mail may say everything in its subject.
        members["description"] = (subject, document.Members.GetValueOrDefault("text")) switch
        {
            ({ } line, string text) when !string.IsNullOrWhiteSpace(text) => $"{line}\n\n{text}",
            ({ } line, null or string) => line,
            (_, var text) => text,
        };
        return (CaseId.From("email", $"{message}\n{to?.ToLowerInvariant()}"), members, new() { ["email"] = "from", ["description"] = "text" });
    }, now, byWords: true);

    /// <summary>One call, as it was written down. A caller may withhold the number.</summary>
    public static IntakeReading Call(string body, Instant now) => Read(body, (document, faults) =>
    {
        var fields = new FieldReader(document.Members, faults);
        fields.Only(s_call);
        var call = fields.Text("callId", IntakeLimits.HeaderLine, required: true);
        var members = Shared(document);
        members["channel"] = "phone";
        members["phone"] = document.Members.GetValueOrDefault("from");
        members["description"] = document.Members.GetValueOrDefault("transcript");
        return (CaseId.From("phone", call ?? ""), members, new() { ["phone"] = "from", ["description"] = "transcript" });
    }, now, byWords: true);

    private static Dictionary<string, object?> Shared(JsonBody document) =>
        ((string[])["name", "language", "customerId", "orderReference"])
        .ToDictionary(f => f, f => document.Members.GetValueOrDefault(f), StringComparer.Ordinal);

    private static object? Required(JsonBody document, string field, List<FieldFault> faults)
    {
        var value = document.Members.GetValueOrDefault(field);
        if (value is null or "")
            faults.Add(new FieldFault(field, "is missing"));
        return value;
    }

    /// <param name="byWords">A message with an id of its own is the same message however its document is written, as long as it says the same.</param>
    /// <param name="translate">Gives the case, the members as the API would have them, and the names under which this document has them.</param>
    private static IntakeReading Read(
        string body, Func<JsonBody, List<FieldFault>, (CaseId Case, Dictionary<string, object?> Members, Dictionary<string, string> Names)> translate, Instant now, bool byWords = false)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var (document, unreadable) = RequestBody.Read(bytes);
        if (document is null)
            return new IntakeReading(null, [new FieldFault("body", unreadable!)]);
        var faults = new List<FieldFault>();
        var (id, members, names) = translate(document, faults);
        var (complaint, more) = ComplaintReader.FromMembers(members, now);
        faults.AddRange(more.Select(f => f with { Field = names.GetValueOrDefault(f.Field, f.Field) }));
        return complaint is null || faults.Count > 0
            ? new IntakeReading(null, faults)
            : new IntakeReading(new IncomingComplaint(id, new CommandId("open", byWords ? Fingerprints.Of(complaint.Description) : Fingerprints.Of(bytes)), complaint), []);
    }
}
