using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Tests.Azurite;

/// <summary>One Azurite for all tests, from the PATH; each test has tables and queues of its own in it.</summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recovery-azurite-");
    private Process? _process;

    /// <summary>Azurite's published development account.</summary>
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        int blob = FreePort(), queue = FreePort(), table = FreePort();
        var start = new ProcessStartInfo("azurite")
        {
            ArgumentList =
            {
                "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", _directory.FullName,
                "--blobPort", $"{blob}", "--queuePort", $"{queue}", "--tablePort", $"{table}",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("These tests talk to Azurite and find none on the PATH: npm install -g azurite@3.37.0", missing);
        }

        _process!.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Key};"
            + $"BlobEndpoint=http://127.0.0.1:{blob}/devstoreaccount1;QueueEndpoint=http://127.0.0.1:{queue}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{table}/devstoreaccount1;";
        foreach (var port in (int[])[queue, table])
            await AnswersAsync(port);
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>Tables that no other test sees, already made.</summary>
    /// <param name="configure">For policies that count calls or cut them off.</param>
    public async Task<RecoveryTables> NewTablesAsync(Action<TableClientOptions>? configure = null)
    {
        var prefix = NewName();
        await new RecoveryTables(new TableServiceClient(ConnectionString), prefix).CreateAsync(default);
        return Tables(prefix, configure);
    }

    /// <summary>The tables of this prefix once more, by another client, as another instance of the app has them.</summary>
    public RecoveryTables Tables(string prefix, Action<TableClientOptions>? configure = null)
    {
        var options = new TableClientOptions { Retry = { Mode = RetryMode.Fixed, Delay = TimeSpan.FromMilliseconds(10), MaxRetries = 3 } };
        configure?.Invoke(options);
        return new RecoveryTables(new TableServiceClient(ConnectionString, options), prefix);
    }

    /// <summary>Base64, as the Functions host reads and writes.</summary>
    public QueueServiceClient Queues(Action<QueueClientOptions>? configure = null)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        configure?.Invoke(options);
        return new QueueServiceClient(ConnectionString, options);
    }

    /// <summary>Fit to begin the name of a table or a queue.</summary>
    public static string NewName() => $"t{Guid.NewGuid():n}"[..16];

    private static async Task AnswersAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 1200)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Marks a class of tests that share the server: <c>[Collection(AzuriteTests.Name)]</c>, and take it in their constructor.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteTests : ICollectionFixture<AzuriteServer>
{
    public const string Name = "Azurite";
}
