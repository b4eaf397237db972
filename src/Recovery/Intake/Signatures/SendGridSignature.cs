using System.Security.Cryptography;
using System.Text;

namespace Recovery.Intake.Signatures;

/// <summary>
/// Proves that a post is SendGrid's: ECDSA on P-256 with SHA-256 over the timestamp and the body as it came (twilio.com/docs/sendgrid,
/// "Securing your Inbound Parse webhooks").
/// </summary>
public static class SendGridSignature
{
    public const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";

    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    /// <param name="publicKey">Base64 of the key that SendGrid shows (SubjectPublicKeyInfo).</param>
    /// <param name="signature">Base64 of a DER sequence.</param>
    public static bool IsValid(string publicKey, string signature, string timestamp, ReadOnlySpan<byte> body)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            var signed = new byte[Encoding.UTF8.GetByteCount(timestamp) + body.Length];
            body.CopyTo(signed.AsSpan(Encoding.UTF8.GetBytes(timestamp, signed)));
            return timestamp.Length > 0
                && key.VerifyData(signed, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
