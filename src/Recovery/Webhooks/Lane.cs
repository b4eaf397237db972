using NodaTime;

namespace Recovery.Webhooks;

/// <summary>The events of one stream that a round has to do with: the one in front is sent, the others wait behind it.</summary>
internal sealed class Lane(string stream)
{
    public string Stream { get; } = stream;

    public List<LaneItem> Items { get; } = [];

    /// <summary>How often the one in front was tried.</summary>
    public int Attempts { get; set; }

    public Instant Since { get; set; }

    public Instant NextAt { get; set; }

    /// <summary>As it is stored; null while nothing of it is.</summary>
    public HeldEvents? Stored { get; set; }

    /// <summary>Something of it was sent in this round.</summary>
    public bool Begun { get; set; }

    /// <summary>Ahead of the cursor, where it may stay.</summary>
    public bool IsAhead => Stored is null && !Begun;

    /// <summary>Keeps them in order, but lets nothing overtake one in front that is held or being sent. One that is there already changes nothing.</summary>
    public bool Add(LaneItem item)
    {
        if (Items.Exists(i => i.Position == item.Position))
            return false;
        var first = IsAhead || Items.Count == 0 ? 0 : 1;
        var at = Items.FindIndex(first, i => i.Position > item.Position);
        Items.Insert(at < 0 ? Items.Count : at, item);
        return true;
    }

    /// <summary>Takes away the one in front; the next has a schedule of its own.</summary>
    public void Advance(Instant now)
    {
        Items.RemoveAt(0);
        (Attempts, Since, NextAt) = (0, now, now);
    }
}

/// <param name="feed">What it was read from; null for one that was held.</param>
internal sealed class LaneItem(long position, Feed? feed)
{
    public long Position { get; } = position;

    /// <summary>Null until it is read.</summary>
    public LoggedEvent? Event { get; set; }

    /// <summary>Its record as it stands.</summary>
    public Delivery? Record { get; set; }

    public bool Begun { get; set; }

    /// <summary>There is a record that says that it waits.</summary>
    public bool IsRecorded { get; set; } = feed is null;

    /// <summary>It is behind what the cursor is saved as, so that nothing but the lane remembers it.</summary>
    public bool IsPlaced => feed is null || Position <= feed.Cursor;
}

/// <summary>A stretch of the log that a round reads, behind a cursor.</summary>
internal sealed class Feed(long start)
{
    private readonly List<(long Position, Lane Lane, LaneItem Item)> _items = [];

    /// <summary>Everything up to here was read.</summary>
    public long End { get; private set; } = start;

    /// <summary>Some of it has not been begun.</summary>
    public bool HasAhead => Cursor < End;

    /// <summary>
    /// How far the round has come. What it passes is delivered, given up, not wanted, or in a lane that is saved with it; what no
    /// request was made for stays ahead, which costs nothing.
    /// </summary>
    public long Cursor
    {
        get
        {
            var begun = _items.FindLastIndex(i => i.Item.Begun);
            var ahead = _items.FindIndex(begun + 1, i => i.Lane.IsAhead);
            return ahead < 0 ? End : _items[ahead].Position - 1;
        }
    }

    public void Add(Lane lane, LaneItem item) => _items.Add((item.Position, lane, item));

    public void ReadTo(long position) => End = Math.Max(End, position);
}
