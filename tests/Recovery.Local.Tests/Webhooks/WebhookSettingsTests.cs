using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Webhooks;

public sealed class WebhookSettingsTests
{
    [Fact]
    public void Nothing_needs_to_be_set()
    {
        Assert.Empty(Faults(new WebhookSettings(), onAzure: true));
        Assert.True(new WebhookSettings().Rules().Ports.IsEmpty);
        Assert.False(new WebhookSettings().Rules().AllowPrivate);
    }

    [Fact]
    public void What_is_set_is_taken()
    {
        var settings = new WebhookSettings { Ports = "8443, 9443", AllowPrivateAddresses = true, EventsKey = "0123456789abcdef", RetentionDays = 30, PerEndpoint = 64 };

        Assert.Empty(Faults(settings));
        Assert.Equal([8443, 9443], settings.Rules().Ports.AsEnumerable());
        Assert.True(settings.Rules().AllowPrivate);
    }

    [Fact]
    public void Each_setting_that_cannot_be_used_is_named_without_its_value()
    {
        foreach (var ports in new[] { "0", "65536", "80,", "-1", "a", "1;2", " " })
            Assert.StartsWith("W:Ports: must be whole numbers", Assert.Single(Faults(new WebhookSettings { Ports = ports })), StringComparison.Ordinal);
        Assert.StartsWith("W:Ports: must be at most 20", Assert.Single(Faults(new WebhookSettings { Ports = string.Join(',', Enumerable.Range(1, 21)) })), StringComparison.Ordinal);
        foreach (var key in new[] { "", " ", "short", " 0123456789abcdef", "@Microsoft.KeyVault(SecretUri=https://vault.example/)" })
        {
            var fault = Assert.Single(Faults(new WebhookSettings { EventsKey = key }));
            Assert.StartsWith("W:EventsKey: ", fault, StringComparison.Ordinal);
            Assert.DoesNotContain("0123456789", fault, StringComparison.Ordinal);
        }

        Assert.Equal("W:RetentionDays: must lie between 30 and 400", Assert.Single(Faults(new WebhookSettings { RetentionDays = 29 })));
        Assert.Single(Faults(new WebhookSettings { RetentionDays = 401 }));
        Assert.Equal("W:PerEndpoint: must lie between 1 and 64", Assert.Single(Faults(new WebhookSettings { PerEndpoint = 0 })));
        Assert.Single(Faults(new WebhookSettings { PerEndpoint = 65 }));
    }

    [Fact]
    public void Private_addresses_are_not_called_on_Azure() =>
        Assert.StartsWith("W:AllowPrivateAddresses: ", Assert.Single(Faults(new WebhookSettings { AllowPrivateAddresses = true }, onAzure: true)), StringComparison.Ordinal);

    [Fact]
    public void A_secret_is_stored_unreadable_and_by_a_purpose_of_its_own()
    {
        var provider = new EphemeralDataProtectionProvider();
        var secret = WebhookSecrets.Make(SignatureScheme.V1, new byte[32]).Text;
        var stored = new SecretProtection(provider).Protect(secret);

        Assert.DoesNotContain(secret["whsec_".Length..], stored, StringComparison.Ordinal);
        Assert.Equal(secret, new SecretProtection(provider).Unprotect(stored));
        Assert.Throws<CryptographicException>(() => new SecretProtection(new EphemeralDataProtectionProvider()).Unprotect(stored));
        Assert.Throws<CryptographicException>(() => new SecretProtection(provider).Unprotect(provider.CreateProtector("Other").Protect(secret)));
        Assert.Throws<CryptographicException>(() => new SecretProtection(provider).Unprotect("no such thing"));
    }

    [Fact]
    public void A_host_has_what_signs_and_sends_from_one_registration()
    {
        using var services = new ServiceCollection().AddLogging().AddWebhooks(new WebhookSettings { Ports = "8443" }, _ => new Uri("https://care.example.org/")).BuildServiceProvider(validateScopes: true);

        Assert.IsType<WebhookSender>(services.GetRequiredService<IWebhookSender>());
        Assert.NotNull(services.GetRequiredService<WebhookSigner>());
        Assert.NotNull(services.GetRequiredService<ReceiverCheck>());
        Assert.Equal(8443, Assert.Single(services.GetRequiredService<ReceiverRules>().Ports));
    }

    private static List<string> Faults(WebhookSettings settings, bool onAzure = false) => [.. settings.Faults(n => $"W:{n}", onAzure)];
}
