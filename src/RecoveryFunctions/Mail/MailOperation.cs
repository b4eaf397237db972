using System.Security.Cryptography;
using System.Text;
using Recovery.Cases;

namespace RecoveryFunctions.Mail;

/// <summary>
/// The id under which an effect's mail is known to Communication Services: a version 8 UUID (RFC 9562 5.8) of the first 16 bytes of
/// SHA-256 over <c>mail</c>, a line feed and the effect's id. The same effect has the same one in every try and on every instance.
/// </summary>
internal static class MailOperation
{
    public static Guid IdOf(CaseEffect effect)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"mail\n{effect.Id}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
