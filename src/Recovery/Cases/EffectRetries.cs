using NodaTime;

namespace Recovery.Cases;

/// <summary>
/// How often and how long a failing effect is tried: from half a minute, doubling up to an hour, for about seven hours. A
/// technical limit, and so in code: it is about networks and mail servers, and promises to nobody. What is owed to the
/// customer meanwhile, the policy says, whose clocks run on while an effect is tried.
/// </summary>
internal static class EffectRetries
{
    public const int Most = 14;

    private static readonly Duration s_first = Duration.FromSeconds(30);
    private static readonly Duration s_longest = Duration.FromHours(1);

    /// <param name="attempts">How often it has failed; 1 for the first time.</param>
    public static Duration After(int attempts) =>
        Duration.Min(s_first * Math.Pow(2, Math.Min(attempts - 1, 20)), s_longest);
}
