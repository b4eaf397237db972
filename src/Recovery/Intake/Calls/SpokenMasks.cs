using System.Collections.Frozen;

namespace Recovery.Intake.Calls;

/// <summary>What stands in the place of a number.</summary>
internal static class SpokenMasks
{
    public const string Card = "[card number]";
    public const string Code = "[security code]";
    public const string Expiry = "[expiry date]";
    public const string Pin = "[PIN]";
    public const string Password = "[password]";
    public const string Iban = "[IBAN]";
    public const string SortCode = "[sort code]";
    public const string Account = "[account number]";
    public const string NationalInsurance = "[national insurance number]";
    public const string SocialSecurity = "[social security number]";

    private static readonly FrozenSet<string> s_all =
        new[] { Card, Code, Expiry, Pin, Password, Iban, SortCode, Account, NationalInsurance, SocialSecurity }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_spans = s_all.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int s_longest = s_all.Max(m => m.Length);

    /// <summary>The length of the mask that stands here; 0 when none does.</summary>
    public static int At(string text, int at)
    {
        var close = text.AsSpan(at, Math.Min(s_longest, text.Length - at)).IndexOf(']');
        return close > 0 && s_spans.Contains(text.AsSpan(at, close + 1)) ? close + 1 : 0;
    }

    public static bool IsCard(ReadOnlySpan<char> mask) => mask.SequenceEqual(Card);
}
