using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Makes one normalised complaint of what came, or names everything that is wrong with it.</summary>
internal static partial class ComplaintReader
{
    public static readonly ImmutableArray<string> Members =
    [
        "description", "anonymous", "name", "email", "phone", "contactPreference", "language", "occurredAt", "orderReference",
        "impact", "wishedOutcome", "customerId", "tier", "channel",
    ];

    /// <summary>What tells who somebody is; an anonymous complaint has none of it.</summary>
    private static readonly ImmutableArray<string> s_personal = ["name", "email", "phone", "customerId"];

    private static readonly Instant s_earliest = Instant.FromUtc(1970, 1, 1, 0, 0);

    private static readonly Dictionary<string, Channel> s_channels = new(StringComparer.Ordinal)
    {
        ["api"] = Channel.Api,
        ["form"] = Channel.Form,
        ["email"] = Channel.Email,
        ["phone"] = Channel.Phone,
        ["review"] = Channel.Review,
        ["chat"] = Channel.Chat,
    };

    private static readonly Dictionary<string, ContactPreference> s_preferences = new(StringComparer.Ordinal)
    {
        ["email"] = ContactPreference.Email,
        ["phone"] = ContactPreference.Phone,
        ["status-page"] = ContactPreference.StatusPage,
    };

    public static (Complaint? Complaint, IReadOnlyList<FieldFault> Faults) FromJson(JsonBody body, Instant now) => FromMembers(body.Members, now);

    public static (Complaint? Complaint, IReadOnlyList<FieldFault> Faults) FromMembers(IReadOnlyDictionary<string, object?> members, Instant now)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(members, faults);
        fields.Only(Members);
        var complaint = Read(fields, Channel.Api, now);
        if (complaint.Anonymous)
        {
            foreach (var field in s_personal.Where(fields.Has))
                fields.Fault(field, "must be absent when anonymous is true");
        }

        return (faults.Count == 0 ? complaint : null, faults);
    }

    /// <summary>
    /// From the form, where the choice to stay anonymous wins over whatever else was typed: it is not read at all. Dates
    /// are those of the wall clock in <paramref name="zone"/>.
    /// </summary>
    public static (Complaint? Complaint, IReadOnlyList<FieldFault> Faults) FromForm(FormPost form, DateTimeZone zone, Instant now)
    {
        var faults = new List<FieldFault>();
        var known = form.Fields.Where(f => f.Value.Trim().Length > 0 && f.Key is not ("channel" or "tier") && Members.Contains(f.Key, StringComparer.Ordinal));
        if (form["anonymous"].Length > 0)
            known = known.Where(f => f.Key != "contactPreference" && !s_personal.Contains(f.Key, StringComparer.Ordinal));
        var members = known.ToDictionary(f => f.Key, f => (object?)f.Value, StringComparer.Ordinal);
        if (members.TryGetValue("occurredAt", out var when))
            members["occurredAt"] = FormTimes.ToRfc3339((string)when!, zone);
        var complaint = Read(new FieldReader(members, faults), Channel.Form, now);
        return (faults.Count == 0 ? complaint : null, faults);
    }

    private static Complaint Read(FieldReader fields, Channel channel, Instant now)
    {
        var complaint = new Complaint
        {
            Description = fields.Lines("description", IntakeLimits.Description, required: true) ?? "",
            Channel = fields.Choice("channel", s_channels) ?? channel,
            Anonymous = fields.Flag("anonymous") ?? false,
            Name = fields.Text("name", IntakeLimits.Name),
            Email = fields.Text("email", IntakeLimits.Email),
            Phone = fields.Text("phone", IntakeLimits.Phone),
            ContactPreference = fields.Choice("contactPreference", s_preferences),
            Language = fields.Text("language", IntakeLimits.Language),
            OccurredAt = fields.Time("occurredAt"),
            OrderReference = fields.Text("orderReference", IntakeLimits.OrderReference),
            Impact = fields.Lines("impact", IntakeLimits.Impact),
            WishedOutcome = fields.Lines("wishedOutcome", IntakeLimits.WishedOutcome),
            CustomerId = fields.Text("customerId", IntakeLimits.CustomerId),
            Tier = fields.Text("tier", IntakeLimits.Tier),
        };

        CheckEmail(fields, complaint.Email);
        CheckPhone(fields, complaint.Phone);
        CheckLanguage(fields, complaint.Language);
        CheckPast(fields, "occurredAt", complaint.OccurredAt, now);
        if (complaint.ContactPreference is ContactPreference.Email && !fields.Has("email"))
            fields.Fault("contactPreference", "asks for email, but no email is given");
        if (complaint.ContactPreference is ContactPreference.Phone && !fields.Has("phone"))
            fields.Fault("contactPreference", "asks for a call, but no phone is given");
        return complaint;
    }

    internal static void CheckEmail(FieldReader fields, string? email, string field = "email")
    {
        if (email is not null && !IsAddress(email))
            fields.Fault(field, "is not an email address such as name@example.org");
    }

    internal static void CheckPhone(FieldReader fields, string? phone, string field = "phone")
    {
        if (phone is not null && phone.Count(char.IsDigit) < 3)
            fields.Fault(field, "is not a telephone number: it has fewer than 3 digits");
    }

    internal static void CheckLanguage(FieldReader fields, string? language)
    {
        if (language is not null && !LanguageTag().IsMatch(language))
            fields.Fault("language", "is not a language tag such as en or pt-BR (BCP 47)");
    }

    /// <summary>A day ahead is let through: clocks differ, and so do the zones that people forget to name.</summary>
    internal static void CheckPast(FieldReader fields, string field, Instant? at, Instant now)
    {
        if (at > now + Duration.FromDays(1))
            fields.Fault(field, "lies in the future");
        if (at < s_earliest)
            fields.Fault(field, "lies before 1970");
    }

    /// <summary>A shape that mail can be sent to: letters of any script, no quoting, no comment, a domain of labels.</summary>
    internal static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && Address().IsMatch(text);
    }

    [GeneratedRegex(@"^[^\s\p{C}@""(),:;<>\[\]\\.]+(\.[^\s\p{C}@""(),:;<>\[\]\\.]+)*@([\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}\p{N}-]{2,63}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex("^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LanguageTag();
}

/// <summary>Times as a form's date fields send them: the wall clock's, without an offset.</summary>
internal static class FormTimes
{
    private static readonly LocalDateTimePattern s_minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly LocalDateTimePattern s_second = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss");

    /// <summary>As it is when it is no such time: then the reader of the field says so.</summary>
    public static string ToRfc3339(string text, DateTimeZone zone)
    {
        var trimmed = text.Trim();
        if (LocalDatePattern.Iso.Parse(trimmed) is { Success: true } date)
            return Wire.Time(zone.AtStartOfDay(date.Value).ToInstant());
        foreach (var pattern in (LocalDateTimePattern[])[s_minute, s_second])
        {
            if (pattern.Parse(trimmed) is { Success: true } time)
                return Wire.Time(time.Value.InZoneLeniently(zone).ToInstant());
        }

        return text;
    }
}
