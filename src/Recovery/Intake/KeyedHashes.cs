using System.Security.Cryptography;
using System.Text;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>
/// Names for personal data that cannot be turned back without the key: what is stored under them is found by who knows the
/// address, and tells nothing to who reads the store. 128 bits of HMAC-SHA-256, 26 lower-case letters and digits.
/// </summary>
/// <param name="key">
/// Asked on first use, until it is known. It is never replaced: what was stored under another is not found again. 32 bytes.
/// </param>
public sealed class KeyedHashes(Func<byte[]> key)
{
    // Not one that remembers a failure: the store that has the key may be away for a moment.
    private readonly Lazy<byte[]> _key = new(key, LazyThreadSafetyMode.PublicationOnly);

    public string OfMessage(string messageId) => Of("message", messageId);

    /// <param name="customerKey">Of <see cref="CustomerKeys"/>.</param>
    public string OfCustomer(string customerKey) => Of("customer", customerKey);

    /// <summary>However it is written.</summary>
    public string OfAddress(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Of("address", address.Trim().ToLowerInvariant());
    }

    private string Of(string purpose, string text) =>
        CaseId.Base32(HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes($"{purpose}\n{text}")).AsSpan(0, 16));
}
