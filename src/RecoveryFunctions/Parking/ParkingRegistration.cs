using Microsoft.Extensions.DependencyInjection;
using Recovery.Intake;

namespace RecoveryFunctions.Parking;

public static class ParkingRegistration
{
    /// <summary>Needs <c>RecoveryTables</c> and a <c>QueueServiceClient</c> that encodes as base64.</summary>
    public static IServiceCollection AddParking(this IServiceCollection services) => services.AddSingleton<IParkedMessages, TableParkedMessages>();
}
