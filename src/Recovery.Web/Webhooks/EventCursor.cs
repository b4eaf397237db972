using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>How far a reader of <c>/api/events</c> has come; opaque to the reader.</summary>
/// <param name="Position">Of the last event that was read; 0 for none.</param>
/// <param name="At">No event behind it came into the log before this.</param>
internal sealed record EventCursor(long Position, Instant At)
{
    public const int Longest = 100;

    private const string Version = "1";

    /// <summary>What is younger than the retention by this is surely kept, whatever clock forgets.</summary>
    private static readonly Duration s_margin = Duration.FromHours(1);

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}.{Position}.{At.ToUnixTimeSeconds()}")));

    public static EventCursor? Parse(string text)
    {
        if (text.Length is 0 or > Longest || !Base64Url.IsValid(text))
            return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        return parts is [Version, var position, var at]
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= Instant.MaxValue.ToUnixTimeSeconds()
            ? new EventCursor(number, Instant.FromUnixTimeSeconds(seconds))
            : null;
    }

    /// <summary>
    /// Whether events behind it may have been forgotten. Positions may have gaps, so that the oldest kept one alone does not tell:
    /// a reader who was away for less than events are kept has missed none, whatever stands there.
    /// </summary>
    public async Task<bool> MayHaveMissedAsync(IEventLog log, Instant now, Duration retention, CancellationToken cancel)
    {
        if (At > now - retention + s_margin)
            return false;
        if (Position > 0 && await log.AtAsync(Position, cancel) is not null)
            return false;
        return await log.ReadAsync(0, 1, cancel) is not [var oldest] || oldest.Position > Position + 1;
    }
}
