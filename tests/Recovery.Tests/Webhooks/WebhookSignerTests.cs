using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Contracts;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

public sealed class WebhookSignerTests
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 9, 0, 0).PlusNanoseconds(999_999_999);
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("""{"type":"case.closed","data":{"words":"grün"}}""");

    private readonly MarkedSecrets _protection = new();
    private readonly WebhookSigner _signer;

    public WebhookSignerTests() => _signer = new WebhookSigner(_protection);

    /// <summary>The example of the reference libraries (standard-webhooks, <c>webhook.test.ts</c> and its siblings in other languages).</summary>
    [Fact]
    public void The_example_of_the_reference_libraries_is_signed_as_they_sign_it()
    {
        var headers = Sign(Of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""u8.ToArray());

        Assert.Equal(
            [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ],
            headers);
    }

    /// <summary>From standard-webhooks, <c>webhook_asymmetric_test.go</c>.</summary>
    [Fact]
    public void The_asymmetric_example_of_the_reference_library_is_signed_as_it_signs_it()
    {
        var headers = Sign(
            Of("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="), "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""u8.ToArray());

        Assert.Equal(("webhook-signature", "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="), headers[2]);
    }

    /// <summary>RFC 8032, 7.1, tests 1 to 3: seed and public key.</summary>
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")]
    public void A_public_key_is_the_one_that_RFC_8032_has_for_its_seed(string seed, string publicKey)
    {
        var made = WebhookSecrets.Make(SignatureScheme.V1a, Convert.FromHexString(seed));

        Assert.Equal("whsk_" + Convert.ToBase64String(Convert.FromHexString(seed)), made.Text);
        Assert.Equal("whpk_" + Convert.ToBase64String(Convert.FromHexString(publicKey)), made.PublicKey);
    }

    [Theory]
    [InlineData(SignatureScheme.V1)]
    [InlineData(SignatureScheme.V1a)]
    public void A_receiver_takes_what_we_signed_and_nothing_else(SignatureScheme scheme)
    {
        var made = Made(scheme, 1);
        var key = made.PublicKey ?? made.Text;
        var sent = Sign(made.Key(_protection, s_now));
        var received = new ReceivedWebhook(sent, s_body);

        Assert.True(received.IsGenuine(key, s_now));
        Assert.False(new ReceivedWebhook(sent, s_body.Append((byte)' ').ToArray()).IsGenuine(key, s_now));
        Assert.False(new ReceivedWebhook(sent.Select(h => h.Name == "webhook-id" ? (h.Name, "other") : h), s_body).IsGenuine(key, s_now));
        Assert.False(received.IsGenuine(Made(scheme, 2) is var other ? other.PublicKey ?? other.Text : "", s_now));
        Assert.False(received.IsGenuine(key, s_now + Duration.FromMinutes(6)));
    }

    [Fact]
    public void A_shared_secret_has_the_length_that_the_specification_asks_for()
    {
        var text = Made(SignatureScheme.V1, 7).Text;

        Assert.StartsWith("whsec_", text, StringComparison.Ordinal);
        Assert.InRange(Convert.FromBase64String(text["whsec_".Length..]).Length, 24, 64);
        Assert.Throws<ArgumentException>(() => WebhookSecrets.Make(SignatureScheme.V1, new byte[31]));
    }

    [Fact]
    public void After_a_rotation_old_and_new_sign_until_the_old_one_has_expired()
    {
        var (old, fresh) = (Made(SignatureScheme.V1, 1), Made(SignatureScheme.V1a, 2));
        var keys = WebhookSecrets.Rotate([old.Key(_protection, s_now)], fresh.Key(_protection, s_now), s_now, WebhookSecrets.Overlap);

        var during = new ReceivedWebhook(Sign([.. keys], s_now), s_body);
        Assert.True(during.IsGenuine(old.Text, s_now));
        Assert.True(during.IsGenuine(fresh.PublicKey!, s_now));
        Assert.StartsWith("v1a,", during.Signatures[0], StringComparison.Ordinal);
        Assert.StartsWith("v1,", during.Signatures[1], StringComparison.Ordinal);

        var after = s_now + WebhookSecrets.Overlap;
        Assert.Equal(2, new ReceivedWebhook(Sign([.. keys], after - Duration.Epsilon), s_body).Signatures.Length);
        Assert.False(new ReceivedWebhook(Sign([.. keys], after), s_body).IsGenuine(old.Text, after));
        Assert.True(new ReceivedWebhook(Sign([.. keys], after), s_body).IsGenuine(fresh.PublicKey!, after));
    }

    [Fact]
    public void A_leaked_secret_stops_at_once_and_rotating_often_keeps_three()
    {
        var keys = WebhookSecrets.Rotate([Key(1)], Key(2), s_now, Duration.Zero);
        Assert.Equal(Key(2), Assert.Single(keys));

        keys = WebhookSecrets.Rotate(keys, Key(3), s_now, Duration.FromHours(2));
        keys = WebhookSecrets.Rotate(keys, Key(4), s_now, Duration.FromHours(24));
        Assert.Equal([null, s_now + Duration.FromHours(24), s_now + Duration.FromHours(2)], keys.Select(k => k.ExpiresAt));

        keys = WebhookSecrets.Rotate(keys, Key(5), s_now, Duration.FromHours(24));
        Assert.Equal([Key(5).Protected, Key(4).Protected, Key(3).Protected], keys.Select(k => k.Protected));

        keys = WebhookSecrets.Rotate(keys, Key(6), s_now + Duration.FromHours(25), Duration.FromHours(1));
        Assert.Equal([Key(6).Protected, Key(5).Protected], keys.Select(k => k.Protected));
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookSecrets.Rotate(keys, Key(7), s_now, Duration.FromDays(31)));
    }

    [Fact]
    public void A_secret_is_read_once_however_often_it_signs()
    {
        var key = Key(1);
        for (var i = 0; i < 5; i++)
            Sign(key);

        Assert.Equal(1, _protection.Unprotected);
    }

    [Fact]
    public void A_secret_that_cannot_be_read_or_has_expired_signs_nothing()
    {
        Assert.Throws<CryptographicException>(() => Sign(new SigningKey("lost", null, s_now, null)));
        Assert.Throws<CryptographicException>(() => Sign(Of("whsec_")));
        Assert.Throws<CryptographicException>(() => Sign(Of("whsk_AAAA")));
        Assert.Throws<CryptographicException>(() => Sign(Of("plain")));
        Assert.Throws<CryptographicException>(() => Sign(Key(1) with { ExpiresAt = s_now }));
    }

    [Fact]
    public void An_id_with_a_full_stop_is_not_signed()
    {
        Assert.Throws<ArgumentException>(() => Sign(Key(1), "a.b", s_now, s_body));
        Assert.Throws<ArgumentException>(() => Sign(Key(1), "", s_now, s_body));
    }

    private static NewSecret Made(SignatureScheme scheme, byte seed) =>
        WebhookSecrets.Make(scheme, Enumerable.Repeat(seed, WebhookSecrets.RandomBytes).ToArray());

    private SigningKey Key(byte seed) => Made(SignatureScheme.V1, seed).Key(_protection, s_now);

    private SigningKey Of(string secret) => new(_protection.Protect(secret), null, s_now, null);

    private IReadOnlyList<(string Name, string Value)> Sign(SigningKey key) => Sign(key, "RC-1-4-webhook", s_now, s_body);

    private IReadOnlyList<(string Name, string Value)> Sign(SigningKey key, string id, Instant now, byte[] body) => Sign([key], now, id, body);

    private IReadOnlyList<(string Name, string Value)> Sign(SigningKey[] keys, Instant now) => Sign(keys, now, "RC-1-4-webhook", s_body);

    private IReadOnlyList<(string Name, string Value)> Sign(SigningKey[] keys, Instant now, string id, byte[] body) =>
        _signer.Sign(new Subscription { Id = "wh_a", Url = new Uri("https://receiver.example/"), Name = "CRM", Keys = [.. keys], CreatedAt = s_now }, id, now, now, body);
}
