using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Intake.Signatures;

namespace Recovery.Tests.Intake.Providers;

public sealed class SignatureTests
{
    private const string Key = "key-kettle";
    private const string Token = "0f4c6bb1d2a94e6f8c7d5e3b1a9087f6c5d4e3b2a190817263";

    [Theory]
    [InlineData(0, true)]
    [InlineData(-12 * 60 * 60, true)]
    [InlineData(-(12 * 60 * 60) - 1, false)]
    [InlineData(5 * 60, true)]
    [InlineData((5 * 60) + 1, false)]
    public void Mailguns_signature_is_good_for_as_long_as_Mailgun_tries_and_a_little_more(int seconds, bool valid)
    {
        var timestamp = (Payload.Now + Duration.FromSeconds(seconds)).ToUnixTimeSeconds().ToString();

        Assert.Equal(valid, MailgunSignature.IsValid(Key, timestamp, Token, Mailgun(timestamp), Payload.Now));
        Assert.True(MailgunSignature.IsMailguns(Key, timestamp, Token, Mailgun(timestamp)));
    }

    [Fact]
    public void Mailguns_signature_is_checked_to_the_last_digit_in_either_case()
    {
        var timestamp = Payload.Now.ToUnixTimeSeconds().ToString();
        var right = Mailgun(timestamp);

        Assert.True(MailgunSignature.IsValid(Key, timestamp, Token, right.ToUpperInvariant(), Payload.Now));
        foreach (var wrong in (string[])["", right[..^1], right + "0", right[..^1] + (right[^1] == '0' ? '1' : '0'), new('z', 64), "ſ" + right[1..]])
            Assert.False(MailgunSignature.IsValid(Key, timestamp, Token, wrong, Payload.Now));
        Assert.False(MailgunSignature.IsValid(Key + "x", timestamp, Token, right, Payload.Now));
        Assert.False(MailgunSignature.IsValid(Key, timestamp, Token + "x", right, Payload.Now));
        Assert.False(MailgunSignature.IsValid("", timestamp, Token, Convert.ToHexStringLower(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes(timestamp + Token))), Payload.Now));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData(" 1795348800")]
    [InlineData("1795348800.5")]
    [InlineData("99999999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("now")]
    public void A_timestamp_that_is_no_time_is_refused_however_well_signed(string timestamp) =>
        Assert.False(MailgunSignature.IsValid(Key, timestamp, Token, Mailgun(timestamp), Payload.Now));

    [Fact]
    public void SendGrids_signature_covers_timestamp_and_body()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var shown = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        var body = Payload.Bytes("Payloads/sendgrid.txt");
        var signature = Convert.ToBase64String(key.SignData([.. "1795348800"u8, .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        Assert.True(SendGridSignature.IsValid(shown, signature, "1795348800", body));
        Assert.False(SendGridSignature.IsValid(shown, signature, "1795348801", body));
        Assert.False(SendGridSignature.IsValid(shown, signature, "", [.. "1795348800"u8, .. body]));
        body[100] ^= 1;
        Assert.False(SendGridSignature.IsValid(shown, signature, "1795348800", body));
        foreach (var junk in (string[])["", "AAAA", "not base64", Convert.ToBase64String(new byte[64])])
        {
            Assert.False(SendGridSignature.IsValid(shown, junk, "1795348800", body));
            Assert.False(SendGridSignature.IsValid(junk, signature, "1795348800", body));
        }
    }

    /// <summary>The example of Twilio's documentation, "Validating signatures": its values, and the signature that it prints.</summary>
    [Fact]
    public void Twilios_signature_is_that_of_its_documentation()
    {
        KeyValuePair<string, string>[] fields =
        [
            new("To", "+18005551212"), new("Digits", "1234"), new("Caller", "+14158675310"), new("From", "+14158675310"), new("CallSid", "CA1234567890ABCDE"),
        ];

        Assert.True(TwilioSignature.IsValid("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields, "GvWf1cFY/Q7PnoempGyD5oXAezc="));
        Assert.False(TwilioSignature.IsValid("12345", "https://mycompany.com/myapp.php?foo=1&bar=3", fields, "GvWf1cFY/Q7PnoempGyD5oXAezc="));
        Assert.False(TwilioSignature.IsValid("12346", "https://mycompany.com/myapp.php?foo=1&bar=2", fields, "GvWf1cFY/Q7PnoempGyD5oXAezc="));
        Assert.False(TwilioSignature.IsValid("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields[1..], "GvWf1cFY/Q7PnoempGyD5oXAezc="));
        Assert.False(TwilioSignature.IsValid("", "https://example.com/", [], Twilio("https://example.com/", key: "")));
    }

    [Theory]
    [InlineData("https://shop.example/api/x?a=1", "https://shop.example:443/api/x?a=1")]
    [InlineData("https://shop.example:443/api/x", "https://shop.example/api/x")]
    [InlineData("http://shop.example", "http://shop.example:80")]
    [InlineData("https://shop.example:8443/api/x", "https://shop.example:8443/api/x")]
    [InlineData("https://shop.example:8443/api/x", "https://shop.example/api/x")]
    [InlineData("https://[::1]:8443/x", "https://[::1]/x")]
    public void Twilio_may_sign_with_or_without_the_port(string called, string signatureOf) =>
        Assert.True(TwilioSignature.IsValid("12345", called, [], Twilio(signatureOf)));

    [Fact]
    public void Twilios_signature_of_another_body_covers_it_by_its_hash()
    {
        var body = Encoding.UTF8.GetBytes("""{"CallSid":"CA1"}""");
        var url = "https://shop.example/api/intake/calls/twilio?code=k&bodySHA256=" + Convert.ToHexStringLower(SHA256.HashData(body));

        Assert.True(TwilioSignature.IsValidBody("12345", url, body, Twilio(url)));
        Assert.False(TwilioSignature.IsValidBody("12345", url, [.. body, 32], Twilio(url)));
        Assert.False(TwilioSignature.IsValidBody("12345", "https://shop.example/", body, Twilio("https://shop.example/")));
        foreach (var bad in (string[])["", "x", "https://shop.example/?bodySHA256=zz", "https://shop.example/?bodySHA256="])
            Assert.False(TwilioSignature.IsValidBody("12345", bad, body, Twilio(bad)));
    }

    private static string Mailgun(string timestamp) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(timestamp + Token)));

#pragma warning disable CA5350 // Twilio's choice
    private static string Twilio(string text, string key = "12345") =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
}
