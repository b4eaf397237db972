using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Webhooks;

/// <summary>What one round of a subscription has in hand, what came of it so far, and the change that saves it.</summary>
internal sealed class DeliveryRound(Subscription subscription, DeliveryProgress progress)
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Delivery> _records = new(StringComparer.Ordinal);
    private DeliveryProgress _stored = progress;

    public Subscription Subscription { get; } = subscription;

    public Feed Log { get; } = new(progress.Position);

    /// <summary>The replay that it goes on with.</summary>
    public ReplayRun? Run { get; } = progress.Replays.FirstOrDefault();

    public Feed Replay { get; } = new(progress.Replays.FirstOrDefault()?.Position ?? 0);

    /// <summary>Lanes whose front may be sent now.</summary>
    public Queue<Lane> Ready { get; } = new();

    public EndpointHealth Health { get; private set; } = progress.Health;

    public bool IsGone { get; private set; }

    public bool IsUnsigned { get; private set; }

    public int Parked { get; private set; }

    public Instant? ToldAt => _stored.ToldAt;

    public bool HasUnsaved => _records.Count > 0;

    public bool HasReplays => _stored.Replays.Length > 0;

    public bool Has(string stream) => _lanes.ContainsKey(stream);

    public Lane Hold(HeldEvents held)
    {
        var lane = new Lane(held.Stream) { Stored = held, Attempts = held.Attempts, Since = held.Since, NextAt = held.NextAt };
        lane.Items.Add(new LaneItem(held.Position, null));
        lane.Items.AddRange(held.Behind.Select(p => new LaneItem(p, null)));
        return _lanes[held.Stream] = lane;
    }

    /// <summary>Puts an event that was read into its lane, in front of nothing that is held.</summary>
    /// <returns>True when there was nothing in its lane.</returns>
    public bool Add(Feed feed, LoggedEvent logged, Delivery? record, Instant since, Instant now)
    {
        if (!_lanes.TryGetValue(logged.Event.Stream, out var lane))
            _lanes[logged.Event.Stream] = lane = new Lane(logged.Event.Stream);
        var fresh = lane.Items.Count == 0;
        if (fresh)
        {
            (lane.Attempts, lane.Since, lane.NextAt) = (0, since, now);
            Ready.Enqueue(lane);
        }

        var item = new LaneItem(logged.Position, feed) { Event = logged, Record = record };
        if (lane.Add(item))
            feed.Add(lane, item);
        return fresh;
    }

    /// <summary>Takes in what came of the front of a lane.</summary>
    public Verdict Take(Lane lane, SendResult result, Instant sent, Instant now)
    {
        var item = lane.Items[0];
        Health = EndpointBreaker.After(Health, result, now);
        var attempt = new DeliveryAttempt(sent, result.Status, result.Fault, result.Took, result.Head);
        var verdict = DeliveryVerdict.Of(result);
        switch (verdict)
        {
            case Verdict.Delivered:
                Write(item, DeliveryStatus.Delivered, null, null, attempt, now);
                Advance(lane, now);
                break;
            case Verdict.Failed:
                Fail(lane, item, attempt, DeliveryVerdict.RetryAfter(result), now);
                break;
            default:
                IsGone |= verdict == Verdict.Gone;
                IsUnsigned |= verdict == Verdict.NotSent;
                lane.NextAt = now;
                Write(item, DeliveryStatus.Waiting, now, verdict == Verdict.Gone ? DeliveryReasons.Gone : DeliveryReasons.NotSigned, attempt, now);
                break;
        }

        return verdict;
    }

    /// <summary>Gives up the front of a lane.</summary>
    public void Park(Lane lane, string reason, Instant now)
    {
        Park(lane.Items[0], reason, null, now);
        lane.Begun = lane.Items[0].Begun = true;
        lane.Advance(now);
    }

    /// <summary>Gives up the front of a lane, which the log no longer has.</summary>
    /// <param name="record">Null when it has none, which only a crash and then weeks of standing still can lead to.</param>
    public void Forget(Lane lane, Delivery? record, Instant now)
    {
        if (record is not null)
        {
            _records[record.Event] = record with { Status = DeliveryStatus.Parked, NextAt = null, Reason = DeliveryReasons.Forgotten, ChangedAt = now };
            Parked++;
        }

        lane.Begun = true;
        lane.Advance(now);
    }

    /// <summary>Somebody asked for a replay meanwhile; anything else means that another round came between.</summary>
    public bool Rebase(DeliveryProgress stored)
    {
        if (stored.Position != _stored.Position || stored.Health != _stored.Health)
            return false;
        _stored = stored;
        return true;
    }

    /// <returns>Null when there is nothing to save.</returns>
    public DeliveryChange? Change(Instant now)
    {
        var (held, freed) = (new List<HeldEvents>(), new List<string>());
        foreach (var lane in _lanes.Values)
        {
            LaneItem[] placed = [.. lane.Items.Where(i => i.IsPlaced)];
            Announce(placed, now);
            var row = Row(lane, placed);
            if (row is null && lane.Stored is not null)
                freed.Add(lane.Stream);
            else if (row is not null && !IsSame(row, lane.Stored))
                held.Add(row);
        }

        var after = _stored with { Position = Log.Cursor, Health = Health, Replays = Replays(), ToldAt = IsGone ? null : _stored.ToldAt };
        return held.Count == 0 && freed.Count == 0 && _records.Count == 0 && after with { Replays = _stored.Replays } == _stored
            && after.Replays.SequenceEqual(_stored.Replays)
            ? null
            : new DeliveryChange { Progress = after, Held = held, Freed = freed, Records = [.. _records.Values] };
    }

    public void Saved(DeliveryChange change)
    {
        _stored = change.Progress with { Version = change.Progress.Version + 1 };
        _records.Clear();
        foreach (var row in change.Held)
            _lanes[row.Stream].Stored = row;
        foreach (var stream in change.Freed)
            _lanes[stream].Stored = null;
    }

    private void Fail(Lane lane, LaneItem item, DeliveryAttempt attempt, Duration? retryAfter, Instant now)
    {
        if (++lane.Attempts >= DeliverySchedule.Most)
        {
            Park(item, DeliveryReasons.Tried, attempt, now);
            Advance(lane, now);
            return;
        }

        var delay = DeliverySchedule.After(lane.Attempts, Subscription.Id, item.Event!.Event.Id);
        lane.NextAt = now + Duration.Max(delay, retryAfter ?? Duration.Zero);
        Write(item, DeliveryStatus.Waiting, lane.NextAt, null, attempt, now);
    }

    private void Advance(Lane lane, Instant now)
    {
        lane.Advance(now);
        if (lane.Items.Count > 0)
            Ready.Enqueue(lane);
    }

    private void Park(LaneItem item, string reason, DeliveryAttempt? attempt, Instant now)
    {
        Write(item, DeliveryStatus.Parked, null, reason, attempt, now);
        Parked++;
    }

    /// <summary>A record for each that waits and has none yet.</summary>
    private void Announce(ReadOnlySpan<LaneItem> placed, Instant now)
    {
        for (var i = 0; i < placed.Length; i++)
        {
            if (!placed[i].IsRecorded)
                Write(placed[i], DeliveryStatus.Waiting, i == 0 ? now : null, i == 0 ? DeliveryReasons.Soon : DeliveryReasons.Behind, null, now);
        }
    }

    private void Write(LaneItem item, DeliveryStatus status, Instant? nextAt, string? reason, DeliveryAttempt? attempt, Instant now)
    {
        var (position, published, _) = item.Event!;
        ImmutableArray<DeliveryAttempt> attempts = [.. item.Record?.Attempts ?? [], .. attempt is null ? [] : new[] { attempt }];
        item.IsRecorded = true;
        item.Record = _records[published.Id] = new Delivery
        {
            Subscription = Subscription.Id,
            Event = published.Id,
            Type = published.Type,
            Stream = published.Stream,
            Position = position,
            EventAt = published.At,
            Status = status,
            Attempts = [.. attempts.TakeLast(Delivery.MostAttempts)],
            NextAt = nextAt,
            Reason = reason,
            ChangedAt = now,
        };
    }

    private ImmutableArray<ReplayRun> Replays() =>
        Run is null ? _stored.Replays
        : Replay.Cursor >= Run.Until ? [.. _stored.Replays.Where(r => r.Id != Run.Id)]
        : [.. _stored.Replays.Select(r => r.Id == Run.Id ? r with { Position = Replay.Cursor } : r)];

    private static HeldEvents? Row(Lane lane, ReadOnlySpan<LaneItem> placed)
    {
        if (placed.IsEmpty)
            return null;
        var behind = ImmutableArray.CreateBuilder<long>(placed.Length - 1);
        foreach (var item in placed[1..])
            behind.Add(item.Position);
        return new HeldEvents
        {
            Stream = lane.Stream,
            Position = placed[0].Position,
            Attempts = lane.Attempts,
            Since = lane.Since,
            NextAt = lane.NextAt,
            Behind = behind.MoveToImmutable(),
        };
    }

    private static bool IsSame(HeldEvents row, HeldEvents? stored) =>
        stored is not null && row with { Behind = stored.Behind } == stored && row.Behind.SequenceEqual(stored.Behind);
}
