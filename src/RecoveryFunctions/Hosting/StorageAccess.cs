using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Recovery.Web;

namespace RecoveryFunctions.Hosting;

/// <summary>The storage account of the app, the one that the Functions host uses too.</summary>
/// <param name="RawQueues">Without base64, for what is not encoded as it should be.</param>
/// <param name="ByKey">By a connection string, as Azurite is. Then nobody else makes the tables and queues.</param>
/// <param name="Credential">Of this app, for whatever it reaches by identity.</param>
internal sealed record StorageAccess(TableServiceClient Tables, QueueServiceClient Queues, QueueServiceClient RawQueues, bool ByKey, TokenCredential Credential)
{
    private const string Name = Surroundings.Storage;

    /// <exception cref="UnusableSettingsException">Names each key at fault.</exception>
    public static StorageAccess Read(IConfiguration configuration)
    {
        // As the Functions host reads and writes its queues (host.json, messageEncoding).
        var encoded = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        var credential = CredentialOf(configuration);
        if (configuration[Name] is { Length: > 0 } connection)
        {
            if (Surroundings.IsAzure(configuration))
                throw new UnusableSettingsException([$"{Name}: a connection string is for Azurite alone (UseDevelopmentStorage=true); for an account of Azure set {Name}__tableServiceUri and {Name}__queueServiceUri"]);
            try
            {
                return new StorageAccess(new TableServiceClient(connection), new QueueServiceClient(connection, encoded), new QueueServiceClient(connection), true, credential);
            }
            catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or InvalidOperationException)
            {
                throw new UnusableSettingsException([$"{Name}: is not a connection string such as UseDevelopmentStorage=true"]);
            }
        }

        var faults = new List<string>();
        var tables = Address(configuration, "tableServiceUri", faults);
        var queues = Address(configuration, "queueServiceUri", faults);
        return faults.Count == 0
            ? new StorageAccess(new TableServiceClient(tables, credential), new QueueServiceClient(queues, credential, encoded), new QueueServiceClient(queues, credential), false, credential)
            : throw new UnusableSettingsException(faults);
    }

    private static Uri? Address(IConfiguration configuration, string part, List<string> faults)
    {
        if (Uri.TryCreate(configuration[$"{Name}:{part}"], UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
            return address;
        faults.Add($"{Name}__{part}: must be an address such as https://ACCOUNT.{part[..5]}.core.windows.net; or set {Name} to Azurite's connection string");
        return null;
    }

    /// <summary>The identity that the settings name; a developer's own where they name none.</summary>
    private static TokenCredential CredentialOf(IConfiguration configuration)
    {
        var client = configuration[$"{Name}:clientId"];
        if (!string.Equals(configuration[$"{Name}:credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
            return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = string.IsNullOrEmpty(client) ? null : client });
        return new ManagedIdentityCredential(string.IsNullOrEmpty(client) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(client));
    }
}
