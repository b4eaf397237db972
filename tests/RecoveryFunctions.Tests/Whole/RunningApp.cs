using System.Text;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Local.Tests.EndToEnd;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Tests.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>
/// The app whole, as its own host builder puts it together, on Azurite: requests over HTTP, messages from the queues, the
/// orchestrator on a runtime in virtual time. Killed and started again, it has what was stored and nothing else.
/// </summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private const int DequeuesBeforePoison = 5;

    private readonly VirtualClock _clock;
    private readonly AzuriteServer _azurite;
    private readonly string[] _settings;
    private readonly QueueServiceClient _raw;
    private IHost _host = null!;
    private WebApplication _site = null!;

    private RunningApp(AzuriteServer azurite, VirtualClock clock, string[] settings)
    {
        (_azurite, _clock, _settings) = (azurite, clock, settings);
        _raw = new QueueServiceClient(azurite.ConnectionString);
        Hub = new DurableHub(Cases.CaseOrchestrator.RunAsync, ActAsync, clock);
        Client = new HubClient(Hub, clock);
        Calls = new CallsInVirtualTime(azurite.Queues(), clock);
    }

    public DurableHub Hub { get; }

    public HubClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public Line TableCalls { get; } = new();

    /// <summary>Messages about webhooks for later; they outlive the process as those of a queue do.</summary>
    public CallsInVirtualTime Calls { get; }

    /// <summary>Queues whose messages no instance has time for.</summary>
    public HashSet<string> Unattended { get; } = new(StringComparer.Ordinal);

    public Line QueueCalls { get; } = new();

    public Uri Address { get; private set; } = null!;

    /// <summary>What the functions were stopped by, by function.</summary>
    public List<(string Function, Exception Error)> Failures { get; } = [];

    /// <param name="settings">As <c>Recovery:X=value</c>.</param>
    public static async Task<RunningApp> StartAsync(AzuriteServer azurite, VirtualClock clock, params string[] settings)
    {
        var app = new RunningApp(azurite, clock, settings);
        await app.StartAsync();
        return app;
    }

    /// <summary>Ends the process without a word to anybody, and starts another.</summary>
    public async Task KillAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>All that is in the queues is processed, and all that the runtime can do without time passing.</summary>
    public async Task SettleAsync()
    {
        bool busy;
        do
        {
            await Calls.SendDueAsync();
            busy = await PumpAsync();
            await Hub.SettleAsync();
            if (!busy && !Unattended.Contains(QueueNames.Webhooks) && await Calls.AreUnderWayAsync())
            {
                await Task.Delay(50);
                busy = true;
            }
        }
        while (busy);
    }

    /// <summary>The first message of the queue is given to its function, once.</summary>
    public async Task FirstOfAsync(string name)
    {
        var queue = _raw.GetQueueClient(name);
        var message = Assert.Single((await queue.ReceiveMessagesAsync(1)).Value);
        await GiveAsync(AppFunction.All.Single(f => f.Trigger is QueueTriggerAttribute trigger && trigger.QueueName == name), queue, message);
    }

    public async Task UntilAsync(Instant until)
    {
        await SettleAsync();
        await Hub.UntilAsync(until);
        await SettleAsync();
    }

    public async Task FireAsync(string timer) => await AppFunction.Named(timer).RunAsync(Services, new TimerInfo(), Client);

    public Visitor Customer() => new(Address);

    public Api Staff(string person)
    {
        var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", AppOnAzurite.StaffToken);
        http.DefaultRequestHeaders.Add("Recovery-Staff", person);
        return new Api(http);
    }

    /// <summary>A program of a provider's, that knows the key of the intake.</summary>
    public Api Program(string key)
    {
        var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return new Api(http);
    }

    public Api Anybody() => new(new HttpClient { BaseAddress = Address });

    public QueueClient Queue(string name) => _azurite.Queues().GetQueueClient(name);

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task StartAsync()
    {
        var builder = FunctionsHost.Prepare([$"--AzureWebJobsStorage={_azurite.ConnectionString}", $"--Recovery:StaffToken={AppOnAzurite.StaffToken}", .. _settings.Select(s => $"--{s}")]);
        builder.Services.AddSingleton<IClock>(_clock).AddSingleton<IWebhookCalls>(Calls).AddSingleton<TimeProvider>(new ClockedTime(_clock));
        CountOperations(builder.Services);
        // The published worker runs on a web host, which brings this.
        var site = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(site.Environment);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        _host = builder.Build();
        // Not started: the worker's own services would look for a Functions host to serve.
        await Services.GetRequiredService<StorageSetup>().StartingAsync(default);

        site.WebHost.UseUrls("http://127.0.0.1:0");
        site.Logging.ClearProviders();
        _site = site.Build();
        foreach (var function in AppFunction.All)
        {
            if (function.Trigger is HttpTriggerAttribute http)
                _site.MapMethods("/" + http.Route, http.Methods!, context => AnswerAsync(function, context));
        }

        await _site.StartAsync();
        Address = new Uri(_site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    private async Task AnswerAsync(AppFunction function, HttpContext context)
    {
        try
        {
            await function.RunAsync(Services, context.Request, Client);
        }
        catch (Exception error)
        {
            Failures.Add((function.Name, error));
            throw;
        }
    }

    /// <summary>The clients of the app, each call of theirs counted.</summary>
    private void CountOperations(IServiceCollection services)
    {
        var forTables = new TableClientOptions { Retry = { Mode = RetryMode.Fixed, Delay = TimeSpan.FromMilliseconds(10) } };
        forTables.AddPolicy(new LinePolicy(TableCalls), HttpPipelinePosition.PerRetry);
        var forQueues = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        forQueues.AddPolicy(new LinePolicy(QueueCalls), HttpPipelinePosition.PerRetry);
        var tables = new TableServiceClient(_azurite.ConnectionString, forTables);
        services.AddSingleton(tables).AddSingleton(new RecoveryTables(tables)).AddSingleton(new QueueServiceClient(_azurite.ConnectionString, forQueues));
    }

    private async Task StopAsync()
    {
        await _site.DisposeAsync();
        _host.Dispose();
    }

    /// <summary>As the host does: what fails five times, or is not base64, goes to the poison queue as it is; a poison queue has none itself.</summary>
    private async Task<bool> PumpAsync()
    {
        var any = false;
        foreach (var function in AppFunction.All)
        {
            if (function.Trigger is not QueueTriggerAttribute { QueueName: var name } || Unattended.Contains(name))
                continue;
            Assert.False(name.EndsWith(QueueNames.Poison, StringComparison.Ordinal), $"What {function.Name} fails at five times the host would keep hidden until it expires.");
            var queue = _raw.GetQueueClient(name);
            await queue.CreateIfNotExistsAsync();
            foreach (var message in (await queue.ReceiveMessagesAsync(32)).Value)
            {
                any = true;
                await GiveAsync(function, queue, message);
            }
        }

        return any;
    }

    private async Task GiveAsync(AppFunction function, QueueClient queue, QueueMessage message)
    {
        var decoded = new byte[message.MessageText.Length];
        var isBase64 = Convert.TryFromBase64String(message.MessageText, decoded, out var length);
        try
        {
            if (isBase64)
            {
                await function.RunAsync(Services, Encoding.UTF8.GetString(decoded, 0, length), Client);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                return;
            }
        }
        catch (Exception error)
        {
            Failures.Add((function.Name, error));
        }

        if (isBase64 && message.DequeueCount < DequeuesBeforePoison)
        {
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
            return;
        }

        var poison = _raw.GetQueueClient(queue.Name + QueueNames.Poison);
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(message.MessageText);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }

    private async Task<string?> ActAsync(string name, string? input) => (string?)await AppFunction.Named(name).RunAsync(Services, input!, Client);
}
