using System.Security.Cryptography;
using System.Text;

namespace Recovery.Cases;

/// <summary>
/// Private tokens of a case: the case id and a 128-bit HMAC over it, so nothing need be stored and nothing can be
/// guessed. Lower-case letters, digits and one dot (53 characters), so that one also fits the local part of an address
/// (64 characters, RFC 5321 4.5.3.1.1), whose case mail systems do not keep.
/// </summary>
/// <param name="keys">
/// Asked each time, since they may be replaced while the program runs. The first signs; all of them verify, so that a key can
/// be replaced without breaking old links. 32 bytes each.
/// </param>
public sealed class CaseTokens(Func<IReadOnlyList<byte[]>> keys)
{
    /// <summary>With keys that stay.</summary>
    public CaseTokens(IReadOnlyList<byte[]> keys)
        : this(() => keys)
    {
    }

    /// <summary>Opens the customer's status page.</summary>
    public string Status(CaseId id) => Sign("status", id, keys()[0]);

    /// <summary>Puts a reply to the right case; does not open the status page.</summary>
    public string Reply(CaseId id) => Sign("reply", id, keys()[0]);

    /// <summary>For the private link under a public reply, which everybody can follow: opens nothing of the case.</summary>
    public string Claim(CaseId id) => Sign("claim", id, keys()[0]);

    public bool TryClaim(string? token, out CaseId id) => TryRead("claim", token, out id);

    public bool TryStatus(string? token, out CaseId id) => TryRead("status", token, out id);

    public bool TryReply(string? token, out CaseId id) => TryRead("reply", token, out id);

    private bool TryRead(string purpose, string? token, out CaseId id)
    {
        id = default;
        if (token is null || token.Length != 53 || !CaseId.TryParse(token[..26], out var claimed))
            return false;
        var given = Encoding.ASCII.GetBytes(token);
        foreach (var key in keys())
        {
            if (!CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Sign(purpose, claimed, key))))
                continue;
            id = claimed;
            return true;
        }

        return false;
    }

    private static string Sign(string purpose, CaseId id, byte[] key)
    {
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}\n{id.Value}"));
        return $"{id.Value}.{CaseId.Base32(mac.AsSpan(0, 16))}";
    }
}
