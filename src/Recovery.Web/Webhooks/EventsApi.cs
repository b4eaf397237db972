using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Web.Http;
using Recovery.Web.Intake;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>The events themselves, for those who would rather ask than be told, or were away.</summary>
internal static class EventsApi
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1_000;

    /// <summary>Events looked at for one page: a filter that lets few through ends a page early, and <c>next</c> goes on.</summary>
    private const int MostRead = 5_000;

    public static async Task<IResult> ListAsync(HttpContext http)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(http.Request.Query.Where(p => p.Value.ToString().Trim().Length > 0).ToDictionary(p => p.Key, p => p.Value.ToString()), faults);
        fields.Only(["after", "limit", "types"]);
        var limit = fields.Whole("limit", 1, MostLimit) ?? UsualLimit;
        var types = SubscriptionReader.KnownTypes("types", (fields.Text("types", 2_000) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), fields);
        var given = fields.Text("after", EventCursor.Longest);
        var after = given is null ? null : EventCursor.Parse(given);
        if (given is not null && after is null)
            fields.Fault("after", "is not a cursor that this list gave out");
        if (faults.Count > 0)
            return Problems.BadQuery(faults);

        var (log, now) = (http.Service<IEventLog>(), http.Service<IClock>().GetCurrentInstant());
        if (after is not null)
        {
            if (after.Position > await log.LastAsync(http.RequestAborted))
                return Problems.BadQuery([new FieldFault("after", "is ahead of all events: it is not a cursor that this list gave out, or the log was put back from a copy. Begin again without it")]);
            if (await after.MayHaveMissedAsync(log, now, http.Service<WebhookSettings>().Retention, http.RequestAborted))
                return await MissedAsync(log, now, http.RequestAborted);
        }

        var page = await PageAsync(log, after?.Position ?? 0, limit, types, http.RequestAborted);
        var next = page.HasMore ? new EventCursor(page.Position, page.ReadAt) : new EventCursor(page.Position, now);
        return Json.Of(new
        {
            Events = page.Events.Select(View),
            Next = next.ToString(),
            page.HasMore,
        });
    }

    /// <summary>The catalogue, for anybody: it says nothing of what happens here.</summary>
    public static Task<IResult> TypesAsync(HttpContext http) => Task.FromResult(Json.Of(new
    {
        EventCatalogue.Version,
        Types = EventCatalogue.Kinds.Select(k => new { k.Type, k.Meaning, k.SentWhen, k.Schema, k.Example }),
    }));

    /// <summary>An event with its id and the members of the body that is posted.</summary>
    private static Dictionary<string, JsonElement> View(LoggedEvent logged)
    {
        using var body = JsonDocument.Parse(EventBody.Write(logged.Event, EventEnvelope.Standard, s_nowhere));
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["id"] = JsonSerializer.SerializeToElement(logged.Event.Id) };
        foreach (var member in body.RootElement.EnumerateObject())
            members[member.Name] = member.Value.Clone();
        return members;
    }

    /// <summary>The standard envelope names no source.</summary>
    private static readonly Uri s_nowhere = new("https://site.invalid/");

    private static async Task<IResult> MissedAsync(IEventLog log, Instant now, CancellationToken cancel)
    {
        var oldest = await log.ReadAsync(0, 1, cancel) is [var first] ? first : null;
        var from = oldest is null ? "none is kept now" : $"the oldest that is kept came at {Wire.Time(oldest.LoggedAt)}";
        return Problems.CursorTooOld(
            $"Events after this cursor are no longer kept: {from}. Take the state of the cases that matter to you by another way (GET /api/cases), and go on from the cursor in oldest.",
            (oldest is null ? new EventCursor(await log.LastAsync(cancel), now) : new EventCursor(oldest.Position - 1, oldest.LoggedAt)).ToString());
    }

    private static async Task<EventsRead> PageAsync(IEventLog log, long position, int limit, IReadOnlyCollection<string> types, CancellationToken cancel)
    {
        var (found, looked, readAt) = (new List<LoggedEvent>(), 0, Instant.MinValue);
        while (true)
        {
            var want = types.Count == 0 ? limit - found.Count : Math.Min(500, MostRead - looked);
            var batch = await log.ReadAsync(position, want + 1, cancel);
            foreach (var logged in batch.Take(want))
            {
                if (found.Count == limit)
                    return new EventsRead(found, position, readAt, HasMore: true);
                (position, readAt, looked) = (logged.Position, logged.LoggedAt, looked + 1);
                if (types.Count == 0 || types.Contains(logged.Event.Type, StringComparer.Ordinal))
                    found.Add(logged);
            }

            if (batch.Count <= want)
                return new EventsRead(found, position, readAt, HasMore: false);
            if (found.Count == limit || looked >= MostRead)
                return new EventsRead(found, position, readAt, HasMore: true);
        }
    }

    /// <param name="Position">Of the last event that was looked at.</param>
    /// <param name="ReadAt">When that came into the log.</param>
    private sealed record EventsRead(IReadOnlyList<LoggedEvent> Events, long Position, Instant ReadAt, bool HasMore);
}
