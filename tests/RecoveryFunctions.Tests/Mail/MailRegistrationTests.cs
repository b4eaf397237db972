using System.Net.Mail;
using System.Text.Json;
using Azure.Communication.Email;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Web.Console;
using Recovery.Web.Operations;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Mail;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Mail;

[Collection(AzuriteTests.Name)]
public sealed class MailRegistrationTests(AzuriteServer azurite)
{
    [Fact]
    public async Task With_a_mail_service_mail_is_sent_and_the_console_has_no_outbox()
    {
        await using var acs = await FakeCommunicationServices.StartAsync();
        await using var services = await ServicesAsync(new() { Mail = new() { From = "care@shop.example", ConnectionString = acs.ConnectionString } });

        Assert.IsType<CommunicationMailer>(services.GetRequiredService<IMailer>());
        Assert.IsType<EmailEffects>(services.GetRequiredService<IEffectRunner>());
        Assert.IsType<MailReports>(services.GetRequiredService<IMailReports>());
        Assert.Null(services.GetService<IOutbox>());
        var ready = services.GetServices<IReadiness>().Single();
        Assert.Equal("mail", ready.Name);
        Assert.True(await ready.CheckAsync(default));
        Assert.Empty(acs.Requests);
        await acs.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ready.CheckAsync(default));
    }

    [Fact]
    public async Task With_an_endpoint_alone_we_come_by_identity()
    {
        await using var services = await ServicesAsync(new() { Mail = new() { From = "care@shop.example", Endpoint = new Uri("https://c.communication.azure.com") } });

        Assert.NotNull(services.GetRequiredService<EmailClient>());
        Assert.IsType<CommunicationMailer>(services.GetRequiredService<IMailer>());
    }

    [Fact]
    public async Task Without_a_mail_service_mail_is_kept_for_the_console_with_links_to_this_machine()
    {
        await using var services = await ServicesAsync(new());

        await services.GetRequiredService<IEffectRunner>().RunAsync(MailLedgerTests.Email(1) with { Body = MessageText.StatusLink }, default);

        var outbox = services.GetRequiredService<IOutbox>();
        var read = await outbox.ReadAsync((await outbox.ListAsync(0, 1, default)).Single().Name, default);
        Assert.StartsWith("http://localhost:7071/status/", read!.Text, StringComparison.Ordinal);
        Assert.Empty(services.GetServices<IReadiness>());
    }

    [Fact]
    public async Task A_message_carries_what_it_needs_and_nothing_that_follows_its_reader()
    {
        await using var acs = await FakeCommunicationServices.StartAsync();
        var tables = await azurite.NewTablesAsync();
        var time = new VirtualTime(Instant.FromUtc(2026, 11, 23, 9, 0));
        var mailer = new CommunicationMailer(
            new EmailClient(acs.ConnectionString, CommunicationMailer.Options()), new MailLedger(tables, time), time, Microsoft.Extensions.Logging.Abstractions.NullLogger<CommunicationMailer>.Instance);
        var email = MailLedgerTests.Email(8) with { ToName = "Zoë \"Z\"", Body = $"Grüße\n\n{MessageText.StatusLink}" };

        await mailer.SendAsync(MailWorld.Composer(new MailAddress("complaints@shop.example")).Compose(email), default);
        await mailer.SendAsync(MailWorld.Composer().Compose(email with { Id = "another", Kind = MessageKind.Message }), default);

        var sent = acs.Delivered[0].Json;
        Assert.Equal("care@shop.example", sent.GetProperty("senderAddress").GetString());
        Assert.True(sent.GetProperty("userEngagementTrackingDisabled").GetBoolean());
        Assert.Equal("Zoë 'Z'", sent.GetProperty("recipients").GetProperty("to")[0].GetProperty("displayName").GetString());
        Assert.Contains("https://care.shop.example/status/", sent.GetProperty("content").GetProperty("plainText").GetString(), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", sent.GetProperty("content").GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("complaints+", sent.GetProperty("replyTo")[0].GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["Auto-Submitted=auto-generated", $"In-Reply-To=<{MailWorld.Case}@shop.example>", $"Message-ID=<{email.Id}@shop.example>", $"References=<{MailWorld.Case}@shop.example>", "X-Auto-Response-Suppress=All"],
            sent.GetProperty("headers").EnumerateObject().Select(h => $"{h.Name}={h.Value}").Order(StringComparer.Ordinal));

        var withoutReplies = acs.Delivered[1].Json;
        Assert.True(!withoutReplies.TryGetProperty("replyTo", out var replyTo) || replyTo.ValueKind == JsonValueKind.Null);
        Assert.False(withoutReplies.GetProperty("headers").TryGetProperty("Auto-Submitted", out _));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "Recovery__Mail__Endpoint: must be set on Azure; mail is kept instead of sent on a developer's machine alone")]
    public void Mail_may_be_kept_on_a_developers_machine_alone(bool onAzure, string? fault) =>
        Assert.Equal(fault, new MailSettings().Faults(onAzure).SingleOrDefault());

    [Fact]
    public void A_key_is_refused_on_Azure_and_never_quoted()
    {
        var settings = new MailSettings { ConnectionString = "endpoint=https://c.communication.azure.com/;accesskey=c2VjcmV0" };

        Assert.Empty(settings.Faults(onAzure: false));
        Assert.StartsWith("Recovery__Mail__ConnectionString: holds a key", Assert.Single(settings.Faults(onAzure: true)), StringComparison.Ordinal);
        Assert.Single((settings with { Endpoint = new Uri("https://c.communication.azure.com") }).Faults(onAzure: false));
        Assert.DoesNotContain("c2VjcmV0", Assert.Single((settings with { ConnectionString = "accesskey=c2VjcmV0" }).Faults(onAzure: false)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("From", "nobody")]
    [InlineData("ReplyTo", "nobody")]
    [InlineData("ReplyTo", "our-complaints@shop.example")]
    [InlineData("Endpoint", "http://c.communication.azure.com")]
    [InlineData("Endpoint", "/c")]
    public void A_setting_that_mail_cannot_be_sent_with_is_named(string setting, string value)
    {
        var settings = setting switch
        {
            "From" => new MailSettings { From = value },
            "ReplyTo" => new MailSettings { ReplyTo = value },
            _ => new MailSettings { Endpoint = new Uri(value, UriKind.RelativeOrAbsolute) },
        };

        Assert.StartsWith($"Recovery__Mail__{setting}: must ", Assert.Single(settings.Faults(onAzure: false)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "http://localhost:7071/")]
    [InlineData("https://care.example.org", "https://care.example.org/")]
    [InlineData("https://example.org/care", "https://example.org/care/")]
    public void Links_lead_to_the_public_address(string? publicUrl, string site) =>
        Assert.Equal(site, MailRegistration.Site(new FunctionsSettings { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) }).AbsoluteUri);

    private async Task<ServiceProvider> ServicesAsync(FunctionsSettings settings)
    {
        var tables = await azurite.NewTablesAsync();
        var memory = new MemoryCase();
        var world = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;
        var services = new ServiceCollection().AddLogging().AddSingleton(tables).AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(new CaseTokens([new byte[32]])).AddSingleton<ICaseStore>(memory).AddSingleton<IClock>(SystemClock.Instance);
        services.AddSingleton<IPolicyLibrary>(new OnePolicy(world)).AddSingleton<IAssignmentTurns>(new OnePolicy(world)).AddSingleton<CaseService>().AddSingleton<IMailAllowance, MemoryMailAllowance>();
        return services.AddMail(settings).BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    private sealed class OnePolicy(RecoveryPolicy policy) : IPolicyLibrary, IAssignmentTurns
    {
        public RecoveryPolicy Current => policy;

        public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => new(policy);

        public ValueTask<long> NextAsync(CancellationToken cancel) => new(0L);
    }
}
