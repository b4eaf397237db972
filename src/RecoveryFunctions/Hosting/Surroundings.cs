using System.Data.Common;
using Microsoft.Extensions.Configuration;

namespace RecoveryFunctions.Hosting;

/// <summary>Where the app runs.</summary>
internal static class Surroundings
{
    /// <summary>The storage account of the app and of the Functions host: a connection string, or the start of the names of settings.</summary>
    public const string Storage = "AzureWebJobsStorage";

    private const string AzuritesAccount = "devstoreaccount1";

    /// <summary>
    /// True unless the storage is Azurite, which no app on Azure can reach. What says that this is a developer's machine
    /// (<c>AZURE_FUNCTIONS_ENVIRONMENT</c>) may be set on Azure too, and differs between ways of running the host.
    /// </summary>
    public static bool IsAzure(IConfiguration configuration) => !IsAzurite(configuration[Storage]);

    /// <summary>The app's own address; null when nobody says. Azure's front end speaks HTTPS alone, a host on one's own machine plain HTTP.</summary>
    public static Uri? Address(IConfiguration configuration) =>
        configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } name && Uri.TryCreate($"{(IsAzure(configuration) ? "https" : "http")}://{name}", UriKind.Absolute, out var address)
            ? address
            : null;

    private static bool IsAzurite(string? connection)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection ?? "" };
            return Is("UseDevelopmentStorage", "true") || Is("AccountName", AzuritesAccount);

            bool Is(string name, string value) =>
                parts.TryGetValue(name, out var given) && string.Equals(given?.ToString(), value, StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
