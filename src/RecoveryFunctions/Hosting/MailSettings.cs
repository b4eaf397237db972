using System.Data.Common;
using System.Net.Mail;
using Recovery.Messages;

namespace RecoveryFunctions.Hosting;

public sealed record MailSettings
{
    /// <summary>Of every message. On Azure an address of a domain that is connected to the Communication Services resource.</summary>
    public string From { get; init; } = "complaints@localhost";

    /// <summary>Where answers go, the case's token added after a plus sign. Absent, messages have no address for answers but the status page.</summary>
    public string? ReplyTo { get; init; }

    /// <summary><c>https://NAME.communication.azure.com</c>, reached by identity. Absent with <see cref="ConnectionString"/> absent too, mail is kept in a table and shown in the console.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>For a developer's machine; refused on Azure.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>A sentence for each setting that mail cannot be sent with. None quotes a value.</summary>
    public IEnumerable<string> Faults(bool onAzure)
    {
        const string Section = $"{FunctionsSettings.Section}__Mail";
        if (!MailAddress.TryCreate(From, out _))
            yield return $"{Section}__From: must be an address such as care@example.org";
        if (ReplyTo is not null && !MailAddress.TryCreate(ReplyTo, out _))
            yield return $"{Section}__ReplyTo: must be an address such as complaints@example.org";
        else if (ReplyTo is not null && new MailAddress(ReplyTo).User.Length > MailAddresses.LongestReplyUser)
            yield return $"{Section}__ReplyTo: must have at most {MailAddresses.LongestReplyUser} characters before the @, to leave room for the case's token";
        if (Endpoint is not null && ConnectionString is not null)
            yield return $"{Section}__ConnectionString: {Section}__Endpoint is set too; one of them must go";
        if (Endpoint is not null && !(Endpoint.IsAbsoluteUri && Endpoint.Scheme == Uri.UriSchemeHttps))
            yield return $"{Section}__Endpoint: must be an address such as https://NAME.communication.azure.com";
        if (ConnectionString is not null && EndpointOf(ConnectionString) is null)
            yield return $"{Section}__ConnectionString: must be that of a Communication Services resource";
        if (onAzure && ConnectionString is not null)
            yield return $"{Section}__ConnectionString: holds a key, which is for a developer's machine; on Azure set {Section}__Endpoint";
        if (onAzure && Endpoint is null && ConnectionString is null)
            yield return $"{Section}__Endpoint: must be set on Azure; mail is kept instead of sent on a developer's machine alone";
    }

    internal MailAddresses Addresses() => new(new MailAddress(From), ReplyTo is null ? null : new MailAddress(ReplyTo));

    /// <returns>Null when mail is to be kept.</returns>
    internal Uri? ServiceEndpoint() => ConnectionString is null ? Endpoint : EndpointOf(ConnectionString);

    private static Uri? EndpointOf(string connectionString)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return parts.ContainsKey("accesskey") && parts.TryGetValue("endpoint", out var endpoint) && Uri.TryCreate($"{endpoint}", UriKind.Absolute, out var address)
                ? address
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
