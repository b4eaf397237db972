using System.Collections.Immutable;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Intake;

/// <summary>
/// Where every complaint ends, whatever its channel and host: it joins the case of a known failure that hit the customer, or
/// opens its own, which then names the cases that it is perhaps the same as.
/// </summary>
/// <remarks>
/// A new complaint costs two uses of the index beside opening it. Cut off anywhere, it is taken whole when it comes again: the
/// index comes last, and both ways in know what they have done before.
/// </remarks>
public sealed class ComplaintIntake(CaseService cases, ICaseStore store, ICorrespondence correspondence, IPolicyLibrary policies, IClock clock)
{
    /// <summary>Of the customer's earlier cases, how many of the newest are looked at.</summary>
    private const int MostCases = 20;

    private const string Joins = "join:";

    /// <returns>
    /// <see cref="Done"/> with the case that it opened, had opened before, or joined; <see cref="NotDone"/> when it was refused.
    /// </returns>
    public async Task<CommandResult> OpenAsync(IncomingComplaint incoming, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var keys = CustomerKeys.Of(incoming.Complaint);
        var known = keys.IsEmpty ? [] : await KnownAsync(keys, cancel);
        if (known.Contains(incoming.Case))
            return await cases.OpenAsync(incoming.Case, incoming.Command, incoming.Complaint, cancel);

        var earlier = await LoadAsync(known, cancel);
        var result = await JoinAsync(incoming, earlier, cancel)
            ?? await cases.OpenAsync(incoming.Case, incoming.Command, incoming.Complaint, Suspects(incoming, earlier), cancel);
        if (result is Done done)
            await RememberAsync(keys, done.Case, cancel);
        return result;
    }

    /// <summary>The case that a complaint would have been by itself, under which its files are kept; null when it did not join by this class.</summary>
    public static CaseId? CameAs(ComplaintJoined joined)
    {
        ArgumentNullException.ThrowIfNull(joined);
        return joined.Command.StartsWith(Joins, StringComparison.Ordinal) && CaseId.TryParse(joined.Command[Joins.Length..], out var id) ? id : null;
    }

    private async Task<IReadOnlyList<CaseId>> KnownAsync(ImmutableArray<string> keys, CancellationToken cancel)
    {
        var (rules, calendar, now) = (policies.Current.Document, policies.Current.CalendarFor(""), clock.GetCurrentInstant());
        var since = Instant.Min(calendar.Add(now, rules.Duplicates.Within.Negate()), calendar.Add(now, rules.Incidents.JoinWithin.Negate()));
        try
        {
            return await correspondence.CasesOfCustomerAsync(keys, since, MostCases, cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // To be heard does not hang on the index: at worst staff find out themselves that two cases are one.
            return [];
        }
    }

    private async Task RememberAsync(ImmutableArray<string> keys, Case opened, CancellationToken cancel)
    {
        if (keys.IsEmpty)
            return;
        try
        {
            await correspondence.RememberCustomerAsync(keys, opened.Id, opened.OpenedAt, cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // As above: the case stands.
        }
    }

    private async Task<IReadOnlyList<Case>> LoadAsync(IReadOnlyList<CaseId> ids, CancellationToken cancel)
    {
        var found = new List<Case>();
        foreach (var id in ids)
        {
            if (await store.LoadAsync(id, cancel) is { } one)
                found.Add(one);
        }

        return found;
    }

    /// <summary>The case of a known failure takes it; null when there is none that should.</summary>
    private async Task<CommandResult?> JoinAsync(IncomingComplaint incoming, IReadOnlyList<Case> earlier, CancellationToken cancel)
    {
        // One customer has one case of a failure, under whichever of their keys the list names them.
        if (incoming.Complaint.Incident is { } incident)
            return earlier.FirstOrDefault(c => c.Complaint.Incident?.Id == incident.Id) is { } same ? new Done(same, []) : null;

        // The incoming command's key is unique within its own case only.
        var join = new JoinComplaint(new CommandId($"{Joins}{incoming.Case}", incoming.Command.Fingerprint), incoming.Complaint);
        var joins = earlier.FirstOrDefault(c => c.Applied.ContainsKey(join.Id.Key))
            ?? IncidentJoin.Among(earlier, incoming.Complaint, policies.Current, clock.GetCurrentInstant());
        // It may have opened its own case before, while the index could not be asked.
        if (joins is null || await store.LoadAsync(incoming.Case, cancel) is not null)
            return null;
        return await cases.ExecuteAsync(joins.Id, join, null, cancel) switch
        {
            NotDone { Refusal.Kind: not RefusalKind.KeyReused } or NotFound => null,
            var result => result,
        };
    }

    private ImmutableArray<Suspect> Suspects(IncomingComplaint incoming, IReadOnlyList<Case> earlier)
    {
        var (rules, now) = (policies.Current.Document.Duplicates, clock.GetCurrentInstant());
        var since = policies.Current.CalendarFor("").Add(now, rules.Within.Negate());
        return
        [
            .. earlier.Where(c => c.OpenedAt >= since && c.MergedInto is null && c.Id != incoming.Case && c.Id != incoming.Complaint.GoesOnFrom)
                .Select(c => (Case: c, Alike: Alike(incoming.Complaint, c)))
                .Where(s => s.Alike >= (double)rules.Similarity)
                .OrderByDescending(s => s.Alike)
                .Take(rules.Most)
                .Select(s => new Suspect(s.Case.Id, s.Case.Reference, Why(s.Case, incoming.Complaint, now))),
        ];
    }

    /// <summary>Two orders are two complaints. What we say first has none of the customer's words: there the order alone tells.</summary>
    private static double Alike(Complaint complaint, Case earlier) => (OrderReferences.Same(complaint, earlier.Complaint), complaint.Incident) switch
    {
        (false, _) => 0,
        (_, null) when IncidentJoin.IsUnproved(earlier, complaint) => 1,
        (true, not null) when earlier.IsOpen => 1,
        (_, not null) => 0,
        _ => Likeness.Of(complaint.Description, earlier.Complaint.Description),
    };

    private static string Why(Case earlier, Complaint complaint, Instant now)
    {
        var days = (int)(now - earlier.OpenedAt).TotalDays;
        var when = days switch { < 1 => "less than a day", 1 => "1 day", _ => $"{days} days" };
        if (IncidentJoin.IsUnproved(earlier, complaint))
            return $"the same telephone or customer number, {when} earlier; the address is new, and nobody has proved whose it is";
        return $"the same customer, {when} earlier, {(complaint.Incident is null ? "in much the same words" : "about the same order")}";
    }
}
