using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Reads what a round needs, at most a page of bodies at a time.</summary>
internal sealed class DeliveryLoading(DeliveryRound round, IDeliveries deliveries, IEventLog log, IClock clock)
{
    /// <summary>Bodies at a time.</summary>
    private const int Page = 64;

    /// <summary>A round looks no further for events of the types that are wanted.</summary>
    private const int MostPages = 16;

    private const int MostOverdueRows = 500;

    private string Id => round.Subscription.Id;

    /// <summary>Puts in hand what is held and due, then what is new, then what is to be replayed.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> GatherAsync(int budget, CancellationToken cancel)
    {
        var room = Math.Min(budget, Page);
        // A quarter is left for what is new, so that many events which fail do not keep back the others.
        var due = await deliveries.DueAsync(Id, clock.GetCurrentInstant(), room < 4 ? room : room * 3 / 4, cancel);
        foreach (var held in due)
            round.Ready.Enqueue(round.Hold(held));
        room -= due.Count;
        if (room == 0)
            return true;
        var replayed = round.Run is null ? 0 : Math.Max(1, room / 4);
        var more = room == replayed || await GatherNewAsync(room - replayed, cancel);
        if (round.Run is { } run)
            await GatherReplayAsync(run, replayed, cancel);
        return more;
    }

    /// <summary>The front of the lane, read from the log. Those that are no longer kept are given up.</summary>
    /// <returns>Null when nothing is left in the lane.</returns>
    public async Task<LaneItem?> FrontAsync(Lane lane, CancellationToken cancel)
    {
        while (lane.Items.Count > 0)
        {
            var item = lane.Items[0];
            if (item.Event is not null)
                return item;
            item.Event = await log.AtAsync(item.Position, cancel);
            if (item.Event is not null)
            {
                item.Record = await deliveries.FindAsync(Id, item.Event.Event.Id, cancel);
                return item;
            }

            round.Forget(lane, await WaitingAtAsync(item.Position, cancel), clock.GetCurrentInstant());
        }

        return null;
    }

    /// <summary>
    /// Gives up what is held, and what is new, for which the time of the whole schedule has passed without a sign of life. What is
    /// that old only because nobody looked, such as in a pause, is not given up for a receiver who fails for a moment.
    /// </summary>
    /// <returns>Whether there is more of it.</returns>
    public async Task<bool> ParkOverdueAsync(CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        var before = now - DeliverySchedule.Span;
        if (round.Health.Since is not { } silent || silent > before)
            return false;
        // Those whose next try is still ahead have had the time too: nothing waits longer for a try than this.
        var rows = await deliveries.DueAsync(Id, now + DeliverySchedule.Delays[^1] * (1 + DeliverySchedule.Jitter), MostOverdueRows, cancel);
        HeldEvents[] overdue = [.. rows.Where(h => h.Since < before).Take(Page)];
        foreach (var held in overdue)
            await ParkOverdueAsync(round.Hold(held), before, cancel);

        var last = await log.LastBeforeAsync(before, cancel);
        if (last <= round.Log.End)
            return overdue.Length == Page;
        var page = await log.ReadAsync(round.Log.End, Page, cancel);
        await PlaceAsync(round.Log, [.. page.Where(e => e.Position <= last && Wants(e))], null, cancel);
        round.Log.ReadTo(Math.Min(last, page.Count > 0 ? page[^1].Position : last));
        while (round.Ready.TryDequeue(out var lane))
        {
            while (lane.Items.Count > 0)
                round.Park(lane, DeliveryReasons.NoLife, now);
        }

        return overdue.Length == Page || round.Log.End < last;
    }

    /// <summary>What waits behind has waited since it came into the log.</summary>
    private async Task ParkOverdueAsync(Lane lane, Instant before, CancellationToken cancel)
    {
        while (await FrontAsync(lane, cancel) is not null && lane.Since < before)
        {
            round.Park(lane, DeliveryReasons.NoLife, clock.GetCurrentInstant());
            if (await FrontAsync(lane, cancel) is { } next)
                lane.Since = next.Event!.LoggedAt;
        }
    }

    private async Task<bool> GatherNewAsync(int room, CancellationToken cancel)
    {
        var size = round.Subscription.Types.IsEmpty ? room : Page;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await log.ReadAsync(round.Log.End, size, cancel);
            if (page.Count == 0)
                return false;
            var fresh = await PlaceAsync(round.Log, [.. page.Where(Wants)], null, cancel);
            round.Log.ReadTo(page[^1].Position);
            if (fresh || page.Count < size)
                return page.Count == size;
        }

        return true;
    }

    private async Task GatherReplayAsync(ReplayRun run, int room, CancellationToken cancel)
    {
        for (var pages = 0; pages < MostPages && round.Replay.End < run.Until; pages++)
        {
            var size = run.OnlyParked ? Page : room;
            var page = await log.ReadAsync(round.Replay.End, size, cancel);
            LoggedEvent[] within = [.. page.Where(e => e.Position <= run.Until)];
            var records = (await deliveries.RecordsAsync(Id, [.. within.Select(e => e.Event.Id)], cancel)).ToDictionary(r => r.Event, StringComparer.Ordinal);
            var fresh = await PlaceAsync(round.Replay, [.. within.Where(e => IsReplayed(run, e, records.GetValueOrDefault(e.Event.Id)))], records, cancel);
            round.Replay.ReadTo(within.Length == size ? within[^1].Position : run.Until);
            if (fresh)
                return;
        }
    }

    /// <summary>What was delivered under an earlier choice of types is replayed too.</summary>
    private bool IsReplayed(ReplayRun run, LoggedEvent logged, Delivery? record) =>
        run.OnlyParked ? record?.Status == DeliveryStatus.Parked : record is not null || Wants(logged);

    private bool Wants(LoggedEvent logged) =>
        round.Subscription.Types.IsEmpty || round.Subscription.Types.Contains(logged.Event.Type);

    /// <returns>Whether one of them may be sent now.</returns>
    private async Task<bool> PlaceAsync(Feed feed, LoggedEvent[] events, Dictionary<string, Delivery>? records, CancellationToken cancel)
    {
        string[] unknown = [.. events.Select(e => e.Event.Stream).Distinct(StringComparer.Ordinal).Where(s => !round.Has(s))];
        if (unknown.Length > 0)
        {
            foreach (var held in await deliveries.HeldAsync(Id, unknown, cancel))
                round.Hold(held);
        }

        var (fresh, now) = (false, clock.GetCurrentInstant());
        foreach (var logged in events)
            fresh |= round.Add(feed, logged, records?.GetValueOrDefault(logged.Event.Id), records is null ? logged.LoggedAt : now, now);
        return fresh;
    }

    /// <summary>The record of an event that is held but no longer in the log, found among those that wait.</summary>
    private async Task<Delivery?> WaitingAtAsync(long position, CancellationToken cancel)
    {
        string? cursor = null;
        do
        {
            var page = await deliveries.ListAsync(Id, new DeliveryQuery(DeliveryStatus.Waiting, cursor, 200), cancel);
            if (page.Deliveries.FirstOrDefault(d => d.Position == position) is { } found)
                return found;
            cursor = page.Next;
        }
        while (cursor is not null);
        return null;
    }
}
