using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Web;
using Recovery.Web.Intake;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Intake;

namespace RecoveryFunctions.Tests.Hosting;

public class SettingsTests
{
    private static readonly (string, string?) s_developer = ("AzureWebJobsStorage", "UseDevelopmentStorage=true");

    [Fact]
    public void Without_any_setting_the_shipped_policy_holds()
    {
        var settings = Read(s_developer);

        Assert.Equal("default", settings.Policy);
        Assert.Null(settings.PublicUrl);
        Assert.Equal(1, settings.TrustedProxies);
    }

    [Theory]
    [InlineData("Recovery:Polici", "x", "Recovery__Polici: there is no such setting")]
    [InlineData("Recovery:Mail:Form", "x", "Recovery__Mail__Form: there is no such setting")]
    [InlineData("Recovery:Limits:Posts", "3", "Recovery__Limits__Posts: there is no such setting")]
    [InlineData("Recovery:ClockSpeed", "3600", "Recovery__ClockSpeed: must be 1")]
    [InlineData("Recovery:ClockSpeed", "fast", "Recovery__ClockSpeed: is not of the kind")]
    [InlineData("Recovery:Policy", " ", "Recovery__Policy: must name")]
    [InlineData("Recovery:PublicUrl", "ftp://x", "Recovery__PublicUrl: must be an address")]
    [InlineData("Recovery:StaffToken", " x", "Recovery__StaffToken: must not be blank")]
    [InlineData("Recovery:TrustedProxies", "-1", "Recovery__TrustedProxies: must lie")]
    [InlineData("Recovery:Limits:FormPosts", "-1", "Recovery__Limits__FormPosts: must not be negative")]
    [InlineData("Recovery:Mail:From", "nobody", "Recovery__Mail__From: must be an address")]
    [InlineData("Recovery:Mail:ReplyTo", "nobody", "Recovery__Mail__ReplyTo: must be an address")]
    [InlineData("Recovery:Mail:Endpoint", "mail", "Recovery__Mail__Endpoint: must be an address")]
    [InlineData("Recovery:Intake:Kei", "x", "Recovery__Intake__Kei: there is no such setting")]
    [InlineData("Recovery:Intake:Mailgun:Key", "x", "Recovery__Intake__Mailgun__Key: there is no such setting")]
    [InlineData("Recovery:Intake:Key", "short", "Recovery__Intake__Key: must have 16 characters")]
    [InlineData("Recovery:Intake:Twilio:AuthToken", "token ", "Recovery__Intake__Twilio__AuthToken: must not be blank, nor")]
    [InlineData("Recovery:Intake:SendGrid:VerificationKey", "no base64!", "Recovery__Intake__SendGrid__VerificationKey: must be base64")]
    [InlineData("Recovery:Intake:Graph:TenantId", "fernhill.example", "Recovery__Intake__Graph: ClientState, TenantId")]
    [InlineData("Recovery:Intake:Graph:TenantId", "a/b", "Recovery__Intake__Graph__TenantId: must be the id")]
    [InlineData("Recovery:Intake:Key", "@Microsoft.KeyVault(VaultName=v;SecretName=Recovery-Intake-Key)", "Recovery__Intake__Key: is a reference to a vault that could not be followed")]
    [InlineData("Recovery:Webhooks:Port", "8443", "Recovery__Webhooks__Port: there is no such setting")]
    [InlineData("Recovery:Webhooks:Ports", "https", "Recovery__Webhooks__Ports: must be whole numbers")]
    [InlineData("Recovery:Webhooks:EventsKey", "short", "Recovery__Webhooks__EventsKey: must have 16 characters")]
    [InlineData("Recovery:Webhooks:RetentionDays", "7", "Recovery__Webhooks__RetentionDays: must lie between 30")]
    public void A_fault_names_its_key(string key, string value, string said)
    {
        var unusable = Assert.Throws<UnusableSettingsException>(() => Read(s_developer, (key, value)));
        Assert.Contains(unusable.Faults, f => f.Contains(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AZURE_FUNCTIONS_ENVIRONMENT", "Development")]
    [InlineData("AZURE_FUNCTIONS_ENVIRONMENT", "Production")]
    public void What_is_for_developers_is_refused_wherever_storage_is_not_azurite(string marker, string value)
    {
        var unusable = Assert.Throws<UnusableSettingsException>(() => Read(
            (marker, value), ("Recovery:StaffToken", "secret"), ("Recovery:Mail:ConnectionString", "endpoint=https://x/;accesskey=c2VjcmV0"),
            ("Recovery:Webhooks:AllowPrivateAddresses", "true")));

        Assert.Equal(["Recovery__StaffToken", "Recovery__Mail__ConnectionString", "Recovery__Webhooks__AllowPrivateAddresses"], unusable.Faults.Select(f => f.Split(':')[0]));
        Assert.DoesNotContain("secret", unusable.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", unusable.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=care;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net")]
    [InlineData("BlobEndpoint=https://care.blob.core.windows.net/;TableEndpoint=https://care.table.core.windows.net/;SharedAccessSignature=sv=x")]
    public void No_connection_string_but_azurites_is_taken(string connection)
    {
        var unusable = Assert.Throws<UnusableSettingsException>(() => StorageAccess.Read(Configuration([("AzureWebJobsStorage", connection)])));

        Assert.StartsWith("AzureWebJobsStorage: a connection string is for Azurite alone", unusable.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", unusable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_azure_mail_must_go_somewhere() =>
        Assert.StartsWith("Recovery__Mail__Endpoint: must be set on Azure", Assert.Throws<UnusableSettingsException>(() => Read()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_policy_that_is_not_there_is_a_fault_of_its_setting() => Assert.StartsWith(
        "Recovery__Policy: nope: there is neither a file nor a shipped policy of that name",
        Assert.Throws<UnusableSettingsException>(() => FunctionsHost.Prepare(["--AzureWebJobsStorage=UseDevelopmentStorage=true", "--Recovery:Policy=nope"])).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "localhost:7071", "http://localhost:7071/")]
    [InlineData(null, "care.azurewebsites.net", "https://care.azurewebsites.net/")]
    public void Links_lead_to_the_apps_own_address_unless_another_is_set(string? storage, string host, string expected)
    {
        (string, string?)[] around =
            [("AzureWebJobsStorage", storage), ("WEBSITE_HOSTNAME", host), ("Recovery:Mail:Endpoint", storage is null ? "https://care.communication.azure.com" : null)];

        Assert.Equal(expected, Read(around).PublicUrl!.AbsoluteUri);
        Assert.Equal("https://care.example.org/", Read([.. around, ("Recovery:PublicUrl", "https://care.example.org")]).PublicUrl!.AbsoluteUri);
    }

    [Fact]
    public void On_azure_storage_is_reached_by_identity_at_the_addresses_that_are_set()
    {
        var storage = StorageAccess.Read(Configuration(
        [
            ("AzureWebJobsStorage:tableServiceUri", "https://care.table.core.windows.net"), ("AzureWebJobsStorage:queueServiceUri", "https://care.queue.core.windows.net"),
            ("AzureWebJobsStorage:credential", "managedidentity"), ("AzureWebJobsStorage:clientId", "11111111-2222-3333-4444-555555555555"),
        ]));

        Assert.False(storage.ByKey);
        Assert.Equal("care.table.core.windows.net", storage.Tables.Uri.Host);
        Assert.Equal("care.queue.core.windows.net", storage.Queues.Uri.Host);
        Assert.IsType<Azure.Identity.ManagedIdentityCredential>(storage.Credential);
    }

    [Fact]
    public void Settings_of_the_embedded_host_do_no_harm() =>
        Assert.Equal("default", Read(s_developer, ("Recovery:DataDirectory", "/data"), ("Recovery:Smtp:Host", "mx"), ("Recovery:TrustProxy", "true")).Policy);

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "Everybody")]
    [InlineData(null, "Nobody")]
    public void Without_a_key_only_a_developers_machine_lets_programs_post_mail(string? storage, string expected)
    {
        var configuration = Configuration([("AzureWebJobsStorage", storage), ("Recovery:Mail:Endpoint", "https://care.communication.azure.com")]);
        var services = new ServiceCollection().AddIntake(FunctionsSettings.Read(configuration), configuration).BuildServiceProvider();

        var access = services.GetRequiredService<IntakeAccess>();

        Assert.Equal((null, expected), (access.Key, access.OpenTo.ToString()));
    }

    [Fact]
    public void Each_secret_of_the_intake_comes_where_it_is_checked()
    {
        var configuration = Configuration(
        [
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("Recovery:Intake:Key", "a-key-of-16-characters"), ("Recovery:Intake:Mailgun:SigningKey", "m"),
            ("Recovery:Intake:SendGrid:VerificationKey", "AAAA"), ("Recovery:Intake:Twilio:AuthToken", "t"), ("Recovery:Intake:Graph:ClientState", "g"),
        ]);
        var access = FunctionsSettings.Read(configuration).Intake.Access(IntakeOpenness.Nobody);

        Assert.Equal(
            ("a-key-of-16-characters", "m", "AAAA", "t", "g"),
            (access.Key, access.MailgunSigningKey, access.SendGridVerificationKey, access.TwilioAuthToken, access.GraphClientState));
    }

    [Fact]
    public void Storage_that_is_not_named_is_a_fault_of_each_key()
    {
        var unusable = Assert.Throws<UnusableSettingsException>(() => StorageAccess.Read(Configuration([])));
        Assert.Equal(["AzureWebJobsStorage__tableServiceUri", "AzureWebJobsStorage__queueServiceUri"], unusable.Faults.Select(f => f.Split(':')[0]));

        var broken = Assert.Throws<UnusableSettingsException>(() => StorageAccess.Read(Configuration([("AzureWebJobsStorage", "UseDevelopmentStorage=true;TableEndpoint=nonsense;AccountKey")])));
        Assert.StartsWith("AzureWebJobsStorage:", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_settings_are_good_ones()
    {
        var sample = Sample();

        Assert.Equal("dotnet-isolated", sample["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("true", sample["AzureWebJobsDisableHomepage"]);
        Assert.All(sample.Keys, k => Assert.DoesNotContain(':', k));
        var settings = Read([.. sample.Select(s => (s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value))]);
        Assert.Equal("http://localhost:7071/", settings.PublicUrl!.AbsoluteUri);
        Assert.NotNull(settings.StaffToken);
    }

    internal static Dictionary<string, string> Sample()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")));
        return sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!);
    }

    private static FunctionsSettings Read(params (string, string?)[] settings) => FunctionsSettings.Read(Configuration(settings));

    private static IConfiguration Configuration((string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build();
}
