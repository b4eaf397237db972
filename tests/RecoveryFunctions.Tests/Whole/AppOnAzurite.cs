using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Tests.Mail;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>The whole app on an Azurite and a mail service of its own: queues have the names that the host's triggers look for.</summary>
public abstract class AppOnAzurite : IAsyncLifetime
{
    internal const string StaffToken = "staff-token-of-these-tests";

    private readonly AzuriteServer _azurite = new();

    internal VirtualClock Clock { get; } = new(DrivenCases.At("2026-11-23 10:00"));

    internal AzuriteServer Azurite => _azurite;

    internal FakeCommunicationServices Mail { get; private set; } = null!;

    internal RunningApp App { get; private set; } = null!;

    /// <summary>Beside the usual ones, as <c>Recovery:X=value</c>.</summary>
    protected virtual string[] Settings => [];

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Mail = await FakeCommunicationServices.StartAsync();
        App = await RunningApp.StartAsync(
            _azurite, Clock, [.. Settings, "Recovery:Policy=default", "Recovery:PublicUrl=https://care.example.org", "Recovery:Mail:From=care@shop.example",
                $"Recovery:Mail:ConnectionString={Mail.ConnectionString}"]);
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(App.Failures);
        await App.DisposeAsync();
        await Mail.DisposeAsync();
        await _azurite.DisposeAsync();
    }
}
