using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using NodaTime;

namespace Recovery.Clocks;

/// <summary>
/// A length of time as the recovery policy writes it, at most ten years. What it means as an instant depends on a
/// <see cref="BusinessCalendar"/>.
/// <list type="bullet">
/// <item><c>PT30M</c>, <c>P14D</c>, <c>P2M</c>, <c>P1DT12H</c> (ISO 8601): the date part keeps the wall-clock time in the
/// calendar's zone, the time part is elapsed time. <c>PT24H</c> and <c>P1D</c> differ over a clock change.</item>
/// <item><c>4bh</c>, <c>1.5bh</c>, <c>30bm</c>: time inside opening hours.</item>
/// <item><c>2bd</c>: business days on, at the same time of day if the calendar is open then.</item>
/// <item><c>3bd@close</c>: close of the third business day following the local date of the start, as UK FCA DISP 1.5 counts.</item>
/// </list>
/// A leading <c>-</c> counts back from the start. Two values are equal when they are written alike; <c>default</c> is <c>PT0S</c>.
/// </summary>
[JsonConverter(typeof(PolicyDurationJsonConverter))]
public readonly record struct PolicyDuration
{
    private const string Nothing = "PT0S";
    private readonly string? _written;

    private PolicyDuration(string written, DurationForm form, Period period, Duration time, int days)
    {
        _written = written;
        Form = form;
        Period = period;
        Time = time;
        Days = days;
    }

    public bool IsBusinessTime => Form != DurationForm.Calendar;

    /// <summary>True when it counts back from the start; never true of a zero length.</summary>
    public bool IsNegative => !IsZero && ToString()[0] == '-';

    public bool IsZero => Days == 0 && Time == Duration.Zero && Period.Equals(Period.Zero);

    internal DurationForm Form { get; }

    /// <summary>The ISO parts as written, unsigned; their time part is also in <see cref="Time"/>.</summary>
    internal Period Period => field ?? Period.Zero;

    /// <summary>Elapsed or business time, unsigned.</summary>
    internal Duration Time { get; }

    /// <summary>Business days, unsigned.</summary>
    internal int Days { get; }

    /// <exception cref="FormatException">The text is none of the forms; the message says which there are.</exception>
    public static PolicyDuration Parse(string text) =>
        TryParse(text, out var value, out var fault) ? value : throw new FormatException(fault);

    /// <param name="text">One of the forms, without surrounding space; letters are case-sensitive.</param>
    /// <param name="value">Zero when the text is refused.</param>
    /// <param name="fault">A sentence for whoever wrote the policy: what is wrong and what may be written instead.</param>
    public static bool TryParse(string? text, out PolicyDuration value, [NotNullWhen(false)] out string? fault) =>
        PolicyDurationGrammar.TryRead(text, out value, out fault);

    /// <summary>The same length counted the other way; zero stays as it is.</summary>
    public PolicyDuration Negate()
    {
        if (IsZero)
            return this;
        var written = ToString();
        return new(IsNegative ? written[1..] : "-" + written, Form, Period, Time, Days);
    }

    /// <summary>The form written in the policy.</summary>
    public override string ToString() => _written ?? Nothing;

    /// <summary>
    /// English for a deadline's explanation: "4 business hours", "close of the 3rd business day following". A negative
    /// length ends in "before"; what it is before, or after, the caller adds.
    /// </summary>
    public string Describe() => DurationWording.Of(this);

    public bool Equals(PolicyDuration other) => string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    internal static PolicyDuration OfCalendar(string written, Period period) =>
        new(written, DurationForm.Calendar, period, TimePartOf(period), 0);

    internal static PolicyDuration OfBusinessTime(string written, Duration time) =>
        new(written, written.EndsWith("bm", StringComparison.Ordinal) ? DurationForm.BusinessMinutes : DurationForm.BusinessHours,
            Period.Zero, time, 0);

    internal static PolicyDuration OfBusinessDays(string written, int days, bool atClose) =>
        new(written, atClose ? DurationForm.BusinessDayClose : DurationForm.BusinessDays, Period.Zero, Duration.Zero, days);

    private static Duration TimePartOf(Period period) =>
        Duration.FromHours(period.Hours) + Duration.FromMinutes(period.Minutes)
        + Duration.FromSeconds(period.Seconds) + Duration.FromNanoseconds(period.Nanoseconds);
}

internal enum DurationForm
{
    Calendar,
    BusinessHours,
    BusinessMinutes,
    BusinessDays,
    BusinessDayClose,
}
