using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>
/// A test against the started program. What the program prints is shown with a failure; that it prints no error, no
/// trace of an exception and nothing of a customer is part of every test.
/// </summary>
public abstract class EndToEndTest(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly List<(RecoveryProcess Process, int From, bool Own)> _processes = [];

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        var alarming = new List<string>();
        foreach (var (process, from, own) in _processes)
        {
            var said = process.Said.Skip(from).ToList();
            output.WriteLine($"The program on {process.DataDirectory} said:");
            foreach (var line in said)
                output.WriteLine(line);
            alarming.AddRange(RecoveryProcess.Alarming(said));
            if (own)
                await process.DisposeAsync();
        }

        Assert.Empty(alarming);
    }

    /// <summary>A program of this test alone.</summary>
    protected async Task<RecoveryProcess> StartAsync(params string[] settings) => Watch(await RecoveryProcess.StartAsync(settings), own: true);

    /// <inheritdoc cref="StartAsync(string[])"/>
    /// <param name="environment">Variables beside those of the tests.</param>
    protected async Task<RecoveryProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] settings) =>
        Watch(await RecoveryProcess.StartAsync(environment, settings), own: true);

    /// <summary>A program that other tests use as well.</summary>
    protected RecoveryProcess Shares(RecoveryProcess process) => Watch(process, own: false);

    private RecoveryProcess Watch(RecoveryProcess process, bool own)
    {
        _processes.Add((process, own ? 0 : process.Said.Count, own));
        return process;
    }
}

/// <summary>One program under the default policy for every test that needs no clock and no start of its own.</summary>
public sealed class OfficeProcess : IAsyncLifetime
{
    public RecoveryProcess Process { get; private set; } = null!;

    public async Task InitializeAsync() => Process = await RecoveryProcess.StartAsync("--Recovery:Limits:FormPosts=0", "--Recovery:Limits:SignIns=0");

    public async Task DisposeAsync() => await Process.DisposeAsync();
}

/// <summary>One program with the demonstration's cases.</summary>
public sealed class DemoProcess : IAsyncLifetime
{
    public RecoveryProcess Process { get; private set; } = null!;

    public async Task InitializeAsync() => Process = await RecoveryProcess.StartAsync("--demo", "--Recovery:Limits:FormPosts=0", "--Recovery:Limits:SignIns=0");

    public async Task DisposeAsync() => await Process.DisposeAsync();
}

/// <summary>Tests that work the machine, one after the other: two cores are few.</summary>
[CollectionDefinition(Name)]
public sealed class BusyTests : ICollectionFixture<OfficeProcess>, ICollectionFixture<DemoProcess>
{
    public const string Name = "End to end, busy";
}

/// <summary>Tests that mostly wait for a case's time to come; they run beside the busy ones.</summary>
[CollectionDefinition(Name)]
public sealed class WaitingTests
{
    public const string Name = "End to end, waiting";
}
