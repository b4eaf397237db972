using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recovery.Intake;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Parking;

public static class ParkingRegistration
{
    /// <summary>Needs <c>RecoveryTables</c>, <c>IKeptFiles</c> and a <c>QueueServiceClient</c> that encodes as base64.</summary>
    public static IServiceCollection AddParking(this IServiceCollection services) => services.AddSingleton<IParkedMessages>(s => new TableParkedMessages(
        s.GetRequiredService<RecoveryTables>(), s.GetRequiredService<QueueServiceClient>(), s.GetRequiredService<IKeptFiles>(), s.GetServices<IParkedIntake>, s.GetRequiredService<ILogger<TableParkedMessages>>()));
}
