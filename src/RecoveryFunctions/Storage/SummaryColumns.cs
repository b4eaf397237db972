using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>What lists show, as properties: of the case's own row, and of its rows in the lists.</summary>
internal static class SummaryColumns
{
    public static void Write(TableEntity entity, CaseSummary summary)
    {
        entity[nameof(CaseSummary.Id)] = summary.Id.Value;
        entity[nameof(CaseSummary.Version)] = summary.Version;
        entity[nameof(CaseSummary.Reference)] = summary.Reference;
        entity[nameof(CaseSummary.Status)] = summary.Status;
        Write(entity, nameof(CaseSummary.Owner), summary.Owner);
        entity[nameof(CaseSummary.Category)] = LongText.Sound(summary.Category);
        entity[nameof(CaseSummary.Severity)] = LongText.Sound(summary.Severity);
        entity[nameof(CaseSummary.Channel)] = summary.Channel;
        entity[nameof(CaseSummary.Excerpt)] = Start(LongText.Sound(summary.Excerpt));
        entity[nameof(CaseSummary.OpenedAt)] = summary.OpenedAt.ToDateTimeOffset();
        Write(entity, nameof(CaseSummary.DueWhat), summary.DueWhat);
        if (summary.DueAt is { } due)
            entity[nameof(CaseSummary.DueAt)] = due.ToDateTimeOffset();
        entity[nameof(CaseSummary.Missed)] = summary.Missed;
        entity[nameof(CaseSummary.Level)] = summary.Level;
        Write(entity, nameof(CaseSummary.TakenBy), summary.TakenBy);
        entity[nameof(CaseSummary.AwaitsOurReply)] = summary.AwaitsOurReply;
        entity[nameof(CaseSummary.Undelivered)] = summary.Undelivered;
        if (summary.Marks.Count > 0)
            entity[nameof(CaseSummary.Marks)] = string.Join(' ', summary.Marks);
    }

    public static CaseSummary Read(TableEntity entity) => new()
    {
        Id = IdOf(Text(entity, nameof(CaseSummary.Id))),
        Version = entity.GetInt32(nameof(CaseSummary.Version)) ?? 0,
        Reference = Text(entity, nameof(CaseSummary.Reference)),
        Status = Text(entity, nameof(CaseSummary.Status)),
        Owner = entity.GetString(nameof(CaseSummary.Owner)),
        Category = Text(entity, nameof(CaseSummary.Category)),
        Severity = Text(entity, nameof(CaseSummary.Severity)),
        Channel = Text(entity, nameof(CaseSummary.Channel)),
        Excerpt = Text(entity, nameof(CaseSummary.Excerpt)),
        OpenedAt = At(entity, nameof(CaseSummary.OpenedAt)) ?? default,
        DueWhat = entity.GetString(nameof(CaseSummary.DueWhat)),
        DueAt = At(entity, nameof(CaseSummary.DueAt)),
        Missed = entity.GetBoolean(nameof(CaseSummary.Missed)) ?? false,
        Level = entity.GetInt32(nameof(CaseSummary.Level)) ?? 0,
        TakenBy = entity.GetString(nameof(CaseSummary.TakenBy)),
        AwaitsOurReply = entity.GetBoolean(nameof(CaseSummary.AwaitsOurReply)) ?? false,
        Undelivered = entity.GetBoolean(nameof(CaseSummary.Undelivered)) ?? false,
        Marks = entity.GetString(nameof(CaseSummary.Marks))?.Split(' ') ?? [],
    };

    public static CaseId IdOf(string text) =>
        CaseId.TryParse(text, out var id) ? id : throw new InvalidDataException("A row has a case id that is none.");

    private static void Write(TableEntity entity, string name, string? text)
    {
        if (text is not null)
            entity[name] = LongText.Sound(text);
    }

    // The real excerpt has 160 characters; a property must not fail whatever it is given.
    private static string Start(string text) => text.Length <= 1000 ? text : text[..(char.IsHighSurrogate(text[999]) ? 999 : 1000)];

    private static string Text(TableEntity entity, string name) => entity.GetString(name) ?? "";

    private static Instant? At(TableEntity entity, string name) =>
        entity.GetDateTimeOffset(name) is { } at ? Instant.FromDateTimeOffset(at) : null;
}
