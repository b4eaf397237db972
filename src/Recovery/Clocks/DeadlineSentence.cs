using NodaTime;
using NodaTime.Text;

namespace Recovery.Clocks;

/// <summary>How a deadline explains itself, in English, to the customer and to staff.</summary>
public static class DeadlineSentence
{
    private static readonly LocalDateTimePattern s_moment = LocalDateTimePattern.CreateWithInvariantCulture("ddd d MMM uuuu HH:mm");

    private static readonly (long Seconds, string Name)[] s_units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];

    /// <summary>
    /// "update due Tue 24 Nov 2026 14:00 (Europe/Berlin): 2 business days after your last message
    /// (rule promises.update.every), 30 min credited for the pause".
    /// </summary>
    /// <param name="subject">What is due: "update".</param>
    /// <param name="due">When, credit included.</param>
    /// <param name="zone">The zone the reader is told the time in.</param>
    /// <param name="ruleText">The rule in words: "2 business days after your last message".</param>
    /// <param name="ruleName">Where the policy says so: "promises.update.every".</param>
    /// <param name="credited">Time given back; null or zero leaves it out.</param>
    /// <param name="why">What the credit is for, without "for": "the pause". Unused without a credit.</param>
    public static string Explain(
        string subject, Instant due, DateTimeZone zone, string ruleText, string ruleName, Duration? credited = null, string? why = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var sentence = $"{subject} due {Moment(due, zone)} ({zone.Id}): {ruleText} (rule {ruleName})";
        if (credited is not { } credit || credit == Duration.Zero)
            return sentence;
        return string.IsNullOrWhiteSpace(why)
            ? $"{sentence}, {Length(credit)} credited"
            : $"{sentence}, {Length(credit)} credited for {why}";
    }

    /// <summary>"Tue 24 Nov 2026 14:00", to the minute begun.</summary>
    public static string Moment(Instant instant, DateTimeZone zone) => s_moment.Format(instant.InZone(zone).LocalDateTime);

    /// <summary>
    /// "30 min", "2 h 15 min", "3 d 4 h": the largest unit and the next one down, the rest cut off. A day is 24 hours.
    /// </summary>
    public static string Length(Duration length)
    {
        var seconds = (long)Duration.Max(length, -length).TotalSeconds;
        var largest = Array.FindIndex(s_units, unit => seconds >= unit.Seconds);
        if (largest < 0)
            return "0 s";

        var (size, name) = s_units[largest];
        var text = $"{(length < Duration.Zero ? "-" : "")}{seconds / size} {name}";
        if (largest + 1 == s_units.Length)
            return text;
        var (nextSize, nextName) = s_units[largest + 1];
        var next = seconds % size / nextSize;
        return next == 0 ? text : $"{text} {next} {nextName}";
    }
}
