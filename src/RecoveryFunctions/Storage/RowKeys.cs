using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace RecoveryFunctions.Storage;

/// <summary>Parts of row keys. All are ASCII, so that every part of the service sorts them alike.</summary>
internal static class RowKeys
{
    /// <summary>Comes after every key that goes on with a letter, a digit or a separator.</summary>
    public const string End = "~";

    private const int Longest = 200;

    /// <summary>
    /// Letters and digits of ASCII, <c>-</c> and <c>.</c> as they are, everything else as <c>_</c> and four hex digits: a key may
    /// hold neither / \ # ? nor control characters. What begins a text begins its key too.
    /// </summary>
    public static string Safe(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
                key.Append(c);
            else
                key.Append('_').Append(((int)c).ToString("X4"));
        }

        return key.ToString();
    }

    /// <summary>As <see cref="Safe"/>, but of a text of any length: a key has at most 512 characters.</summary>
    public static string SafeShort(string text)
    {
        var safe = Safe(text);
        return safe.Length <= Longest ? safe : safe[..100] + "." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Unix ticks (100 ns), so that they sort as the instants do.</summary>
    public static string Ticks(long ticks) => ticks.ToString("D19");

    public static string Ticks(Instant at) => Ticks(at.ToUnixTimeTicks());

    /// <summary>Never earlier than the instant, so that what is woken at it is due.</summary>
    public static long TicksFrom(Instant at)
    {
        var ticks = at.ToUnixTimeTicks();
        return Instant.FromUnixTimeTicks(ticks) < at ? ticks + 1 : ticks;
    }
}
