using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using NodaTime;
using NodaTime.Text;

namespace Recovery.Clocks;

/// <summary>
/// A stretch of one day in which the business is open, in local wall-clock time.
/// <paramref name="To"/> is exclusive; midnight there is the end of the day, written 24:00.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpeningInterval(LocalTime From, LocalTime To)
{
    private static readonly LocalTimePattern s_time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static OpeningInterval WholeDay { get; } = new(LocalTime.Midnight, LocalTime.Midnight);

    internal bool EndsWithTheDay => To == LocalTime.Midnight;

    internal bool IsForward => EndsWithTheDay || From < To;

    /// <param name="text">Such as <c>09:00-12:30</c> or <c>18:00-24:00</c>.</param>
    /// <param name="value">Unusable when the text is refused.</param>
    /// <param name="fault">A sentence for whoever wrote the calendar.</param>
    public static bool TryParse(string? text, out OpeningInterval value, [NotNullWhen(false)] out string? fault)
    {
        value = default;
        var ends = text?.Split('-') ?? [];
        if (ends.Length != 2 || !s_time.Parse(ends[0]).TryGetValue(default, out var from) || !TryParseEnd(ends[1], out var to))
        {
            fault = $"\"{text}\" is not an opening interval. Write two times of day, such as 09:00-12:30; the day ends at 24:00.";
            return false;
        }

        if (to == from && to != LocalTime.Midnight)
            fault = $"The opening interval {text} is empty.";
        else if (to < from && to != LocalTime.Midnight)
            fault = $"The opening interval {text} closes before it opens. Split it at midnight: until 24:00, and from 00:00 on the next day.";
        else
            fault = null;
        value = fault is null ? new(from, to) : default;
        return fault is null;
    }

    public override string ToString() => $"{s_time.Format(From)}-{(EndsWithTheDay ? "24:00" : s_time.Format(To))}";

    /// <summary>00:00 is refused as an end, since it could be meant as either end of the day.</summary>
    private static bool TryParseEnd(string text, out LocalTime end)
    {
        end = LocalTime.Midnight;
        return string.Equals(text, "24:00", StringComparison.Ordinal)
            || (s_time.Parse(text).TryGetValue(default, out end) && end != LocalTime.Midnight);
    }
}
