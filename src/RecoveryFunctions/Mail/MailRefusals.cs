using System.Globalization;
using Azure;
using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Mail;

/// <summary>
/// What refusals of Communication Services mean. It publishes no list of its error codes (azure-sdk-for-net#56805); those here were
/// seen by others. Its texts may hold addresses and go nowhere.
/// </summary>
internal static class MailRefusals
{
    private static readonly Duration s_aMinute = Duration.FromMinutes(1);
    private static readonly Duration s_longest = Duration.FromHours(1);

    // About whom mail is from, which an operator can put right while the mail waits.
    private static readonly string[] s_oursToMend = ["Domain", "Sender", "Subscription", "Resource", "Denied", "Unauthorized"];

    public static EffectPutOffException PutOff(RequestFailedException throttled, TimeProvider time)
    {
        // The limits are per minute and per hour, so nothing need wait longer than one.
        var asked = RetryAfter(throttled.GetRawResponse(), time) is { } after ? Duration.FromTimeSpan(after) : s_aMinute;
        return new EffectPutOffException(Duration.Min(asked, s_longest));
    }

    /// <summary>Whether no later try of the same message can succeed.</summary>
    public static bool IsForGood(RequestFailedException refused) =>
        refused.Status == 413 || (refused.Status == 400 && !Array.Exists(s_oursToMend, part => refused.ErrorCode?.Contains(part, StringComparison.OrdinalIgnoreCase) == true));

    public static bool IsOursToMend(RequestFailedException refused) => refused.Status is 400 or 401 or 403 or 404;

    public static EffectRejectedException Refused(RequestFailedException refused) =>
        new($"the mail service refused it ({refused.Status}{Code(refused.ErrorCode, ", ")}); most often the address is not one that it can send to");

    /// <summary>It was taken, and then the service did not send it.</summary>
    public static EffectRejectedException Dropped(RequestFailedException failed) => new(
        failed.ErrorCode?.Contains("Suppressed", StringComparison.OrdinalIgnoreCase) == true
            ? DeliveryReport.Suppressed
            : $"the mail service did not send it{Code(failed.ErrorCode, " (", ")")}");

    public static string Code(RequestFailedException refused) => Code(refused.ErrorCode, "", "");

    /// <returns>Null when it says nothing, or nothing readable.</returns>
    public static TimeSpan? RetryAfter(Response? response, TimeProvider time)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var value))
            return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at - time.GetUtcNow()
            : null;
    }

    // A code is a word of the service; anything else would be somebody's text.
    private static string Code(string? code, string before, string after = "") =>
        code is { Length: > 0 and <= 60 } && code.All(char.IsAsciiLetterOrDigit) ? $"{before}{code}{after}" : "";
}
