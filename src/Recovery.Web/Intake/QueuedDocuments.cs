using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Intake.Calls;
using Recovery.Intake.Mail;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>What was read of a document, or every fault that keeps it from being read. A fault of the whole document has the field "body".</summary>
internal sealed record QueuedReading<T>(T? Read, IReadOnlyList<FieldFault> Faults)
    where T : class;

/// <summary>A call as a queue brings it.</summary>
internal sealed record QueuedCall(CallDetails Details, string Transcript);

/// <summary>The documents of the queues (<c>docs/api.md</c>). Fields have the limits of <c>POST /api/complaints</c>.</summary>
internal static class QueuedDocuments
{
    private const string Key = "idempotencyKey";

    private static readonly string[] s_email =
    [
        "messageId", "to", "from", "name", "subject", "text", "language", "customerId", "orderReference", "returnPath", "inReplyTo", "references", "headers",
    ];

    private static readonly string[] s_call =
        ["callId", "from", "name", "email", "transcript", "language", "customerId", "orderReference", "startedAt", "customerSpeaker"];

    /// <summary>The document that the API takes, and <c>idempotencyKey</c>.</summary>
    public static QueuedReading<IncomingComplaint> Complaint(string body, Instant now) => Read(body, (document, faults) =>
    {
        var own = document.Members.GetValueOrDefault(Key);
        if (own is not string given || !IdempotencyKey.IsOne(given.Trim()))
            faults.Add(new FieldFault(Key, own is null ? "is missing" : $"must be {IdempotencyKey.Shape}"));
        var (complaint, more) = ComplaintReader.FromMembers(document.Members.Where(m => m.Key != Key).ToDictionary(StringComparer.Ordinal), now);
        faults.AddRange(more);
        return faults.Count > 0 ? null
            : new IncomingComplaint(CaseId.From("queue", ((string)own!).Trim()), new CommandId("open", Fingerprints.Of(document.Bytes)), complaint!);
    });

    /// <summary>One email, its text already plain.</summary>
    public static QueuedReading<InboundMail> Email(string body) => Read(body, (document, faults) =>
    {
        var fields = new FieldReader(document.Members, faults);
        fields.Only(s_email);
        var mail = new InboundMail
        {
            MessageId = Ids(fields.Text("messageId", IntakeLimits.HeaderLine, required: true)).FirstOrDefault() ?? "",
            From = fields.Text("from", IntakeLimits.Email, required: true) ?? "",
            FromName = fields.Text("name", IntakeLimits.Name),
            Recipients = fields.Text("to", IntakeLimits.Email, required: true) is { } to ? [to] : [],
            ReturnPath = document.Members.GetValueOrDefault("returnPath") is "" or "<>" ? "" : fields.Text("returnPath", IntakeLimits.Email),
            Answers = [.. Ids(fields.Text("inReplyTo", IntakeLimits.HeaderLine)).Concat(Ids(fields.Text("references", IntakeLimits.Description)).AsEnumerable().Reverse()).Distinct(StringComparer.Ordinal)],
            Subject = fields.Text("subject", IntakeLimits.HeaderLine) ?? "",
            Text = fields.Lines("text", MailLimits.Text) ?? "",
            Language = fields.Text("language", IntakeLimits.Language),
            CustomerId = fields.Text("customerId", IntakeLimits.CustomerId),
            OrderReference = fields.Text("orderReference", IntakeLimits.OrderReference),
            Headers = [.. Headers(document, fields)],
        };
        if (mail.From.Length > 0)
            ComplaintReader.CheckEmail(fields, mail.From, "from");
        ComplaintReader.CheckLanguage(fields, mail.Language);
        // A mail may say everything in its subject.
        if (mail.Text.Length == 0 && mail.Subject.Length == 0 && faults.TrueForAll(f => f.Field is not ("text" or "subject")))
            fields.Fault("text", "is missing");
        return faults.Count > 0 ? null : mail;
    });

    /// <summary>One call, as it was written down. A caller may withhold the number.</summary>
    public static QueuedReading<QueuedCall> Call(string body, Instant now) => Read(body, (document, faults) =>
    {
        var fields = new FieldReader(document.Members, faults);
        fields.Only(s_call);
        fields.Text("callId", IntakeLimits.HeaderLine, required: true);
        var transcript = fields.Lines("transcript", MailLimits.Text, required: true);
        var (details, more) = CallDetailsReader.Read(
            document.Members.Where(m => m.Key != "transcript" && s_call.Contains(m.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal), now);
        faults.AddRange(more.Except(faults));
        return faults.Count > 0 ? null : new QueuedCall(details!, transcript!);
    });

    /// <summary>Message ids of a header, without their angle brackets.</summary>
    private static string[] Ids(string? header) =>
        (header ?? "").Split([' ', '<', '>', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static List<MailHeader> Headers(JsonBody document, FieldReader fields)
    {
        var headers = new List<MailHeader>();
        if (document.Members.GetValueOrDefault("headers") is not IReadOnlyDictionary<string, object?> given)
        {
            if (document.Members.GetValueOrDefault("headers") is not null)
                fields.Fault("headers", "must be an object");
            return headers;
        }

        var values = fields.Nested("headers")!;
        foreach (var name in given.Keys)
        {
            if (values.Text(name, IntakeLimits.Description) is { } value)
                headers.Add(new MailHeader(name, value));
        }

        return headers;
    }

    private static QueuedReading<T> Read<T>(string body, Func<JsonBody, List<FieldFault>, T?> read)
        where T : class
    {
        var (document, unreadable) = RequestBody.Read(Encoding.UTF8.GetBytes(body));
        if (document is null)
            return new QueuedReading<T>(null, [new FieldFault("body", unreadable!)]);
        var faults = new List<FieldFault>();
        return new QueuedReading<T>(read(document, faults), faults);
    }
}
