using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Recovery.Cases;
using Recovery.Web;
using Recovery.Web.Operations;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;

namespace RecoveryFunctions.Tests.Hosting;

/// <summary>The real host builder with the sample settings: what is put together resolves, and starts on Azurite.</summary>
[Collection(AzuriteTests.Name)]
public sealed class CompositionTests(AzuriteServer azurite)
{
    [Fact]
    public void Every_function_class_can_be_made_as_the_worker_makes_it()
    {
        using var host = Build();

        var classes = Functions.All.Where(f => !f.Method.IsStatic).Select(f => f.Method.DeclaringType!).Distinct().ToList();
        Assert.Contains(typeof(QueueFunctions), classes);
        foreach (var type in classes)
        {
            using var scope = host.Services.CreateScope();
            Assert.NotNull(ActivatorUtilities.CreateInstance(scope.ServiceProvider, type));
        }
    }

    [Fact]
    public async Task At_its_start_on_azurite_it_makes_every_table_and_queue_and_is_ready()
    {
        using var host = Build();
        await host.Services.GetRequiredService<StorageSetup>().StartingAsync(default);

        var queues = host.Services.GetRequiredService<QueueServiceClient>();
        foreach (var name in QueueNames.All)
        {
            Assert.True((await queues.GetQueueClient(name).ExistsAsync()).Value);
            Assert.True((await queues.GetQueueClient(name + QueueNames.Poison).ExistsAsync()).Value);
        }

        await host.Services.GetRequiredService<RecoveryTables>().Outcomes.UpsertEntityAsync(new TableEntity("composition", "1"));
        foreach (var check in host.Services.GetServices<IReadiness>())
            Assert.True(await check.CheckAsync(default), check.Name);
    }

    [Fact]
    public async Task A_nudge_is_the_cases_id_in_base64_as_the_functions_host_reads_it()
    {
        using var host = Build();
        await host.Services.GetRequiredService<StorageSetup>().StartingAsync(default);
        var id = CaseId.From("composition", "nudge");
        await host.Services.GetRequiredService<ICaseNudges>().NudgeAsync(id, default);

        var raw = new QueueClient(azurite.ConnectionString, QueueNames.Nudges);
        var received = await raw.ReceiveMessagesAsync(32);
        Assert.Contains(received.Value, m => m.MessageText == Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(id.Value)));
        await raw.ClearMessagesAsync();
    }

    [Fact]
    public async Task Storage_that_cannot_be_reached_is_told_to_operators_and_the_app_goes_on()
    {
        var log = new Entries<StorageSetup>();
        var options = new QueueClientOptions { Retry = { MaxRetries = 0 } };
        var nowhere = azurite.ConnectionString.Replace("127.0.0.1", "127.0.0.1:1/x/127.0.0.1", StringComparison.Ordinal);
        using var setup = new StorageSetup(new RecoveryTables(new TableServiceClient(azurite.ConnectionString)), new QueueServiceClient(nowhere, options), log);
        await setup.StartingAsync(default);

        Assert.Equal(["StorageUnready"], log.Names);
        await setup.StoppingAsync(default);
    }

    [Fact]
    public void The_site_is_told_what_the_settings_say()
    {
        using var host = Build("--Recovery:Limits:FormPosts=7", "--WEBSITE_AUTH_ENABLED=True");

        var site = host.Services.GetRequiredService<SiteOptions>();
        Assert.Equal("http://localhost:7071/", site.PublicUrl!.AbsoluteUri);
        Assert.Equal(7, site.FormPosts);
        Assert.Equal(1, site.TrustedProxies);
        Assert.StartsWith("/.auth/login/aad?post_login_redirect_uri=", site.SignInUrl, StringComparison.Ordinal);
    }

    [Fact]
    public void It_does_not_start_with_settings_that_are_wrong()
    {
        Assert.Throws<UnusableSettingsException>(() => FunctionsHost.Build(["--Recovery:Polici=x", "--AzureWebJobsStorage=UseDevelopmentStorage=true"]));
    }

    [Fact]
    public async Task On_azure_a_request_counts_as_secure_whatever_the_host_made_of_it()
    {
        var builder = FunctionsHost.Prepare(
        [
            "--AzureWebJobsStorage:tableServiceUri=https://care.table.core.windows.net", "--AzureWebJobsStorage:queueServiceUri=https://care.queue.core.windows.net",
            "--AzureWebJobsStorage:credential=managedidentity", "--Recovery:Mail:Endpoint=https://care.communication.azure.com",
        ]);
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { Request = { Scheme = "http" } };
        var went = false;
        await FunctionsHost.SecureAsync(new Invocation(http), () => Task.FromResult(went = true));

        Assert.True(http.Request.IsHttps && went);
        // Nothing is made at the start: the deployment has made it, and the identity may not.
        Assert.DoesNotContain(builder.Services, s => s.ServiceType == typeof(StorageSetup));
    }

    private IHost Build(params string[] more)
    {
        var builder = FunctionsHost.Prepare(
        [
            .. SettingsTests.Sample().Where(s => s.Key != "AzureWebJobsStorage")
                .Select(s => $"--{s.Key.Replace("__", ":", StringComparison.Ordinal)}={s.Value}"),
            $"--AzureWebJobsStorage={azurite.ConnectionString}", .. more,
        ]);
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true }));
        return builder.Build();
    }

    private sealed class Invocation(Microsoft.AspNetCore.Http.HttpContext http) : FunctionContext
    {
        public override string InvocationId => "1";

        public override string FunctionId => "1";

        public override TraceContext TraceContext => throw new NotSupportedException();

        public override BindingContext BindingContext => throw new NotSupportedException();

        public override RetryContext RetryContext => throw new NotSupportedException();

        public override IServiceProvider InstanceServices { get; set; } = null!;

        public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

        public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object> { ["HttpRequestContext"] = http };

        public override IInvocationFeatures Features => throw new NotSupportedException();
    }
}
