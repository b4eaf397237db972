using System.Globalization;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary><c>Recovery:Webhooks</c>, the same in both hosts.</summary>
public sealed record WebhookSettings
{
    public const int LongestRetentionDays = 400;
    public const int MostPerEndpoint = 64;

    private const int ShortestKey = 16;
    private const int MostPorts = 20;

    /// <summary>
    /// For development and tests: private and loopback addresses may be called, loopback ones by plain http and on any port.
    /// Refused on Azure.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Ports beside 443 that receivers may have, parted by commas.</summary>
    public string? Ports { get; init; }

    /// <summary>Lets a program read <c>/api/events</c>, and nothing else, with <c>Authorization: Bearer</c>.</summary>
    public string? EventsKey { get; init; }

    /// <summary>How long events and records of deliveries are kept; at least 30.</summary>
    public int RetentionDays { get; init; } = 35;

    /// <summary>Requests at a time to one receiver, 1 to 64.</summary>
    public int PerEndpoint { get; init; } = 8;

    public Duration Retention => Duration.FromDays(RetentionDays);

    /// <exception cref="FormatException">The ports are no ports, which <see cref="Faults"/> would have told.</exception>
    public ReceiverRules Rules() => new(ReadPorts() is { } ports ? [.. ports] : throw new FormatException("The ports cannot be read."), AllowPrivateAddresses);

    /// <summary>A sentence for each setting that cannot be used. None quotes a value.</summary>
    /// <param name="key">Makes the name of a setting as the host writes it.</param>
    /// <param name="onAzure">Where private addresses are those of other people's machines, and the wire server is near.</param>
    public IEnumerable<string> Faults(Func<string, string> key, bool onAzure)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (onAzure && AllowPrivateAddresses)
            yield return $"{key(nameof(AllowPrivateAddresses))}: is for a developer's machine; on Azure webhooks are sent to public addresses alone";
        if (ReadPorts() is not { } ports)
            yield return $"{key(nameof(Ports))}: must be whole numbers from 1 to 65535, parted by commas, such as 8443,9443";
        else if (ports.Count > MostPorts)
            yield return $"{key(nameof(Ports))}: must be at most {MostPorts} ports";
        if (EventsKey is { } blank && (string.IsNullOrWhiteSpace(blank) || blank != blank.Trim()))
            yield return $"{key(nameof(EventsKey))}: must not be blank, nor begin or end with a space";
        // Azure leaves the reference in the secret's place where it cannot follow it, and anybody may know the reference.
        else if (EventsKey is { } reference && reference.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase))
            yield return $"{key(nameof(EventsKey))}: is a reference to a vault that could not be followed; see that the secret is there and that the app may read it";
        else if (EventsKey is { Length: < ShortestKey })
            yield return $"{key(nameof(EventsKey))}: must have {ShortestKey} characters or more, so that nobody guesses it";
        var shortest = (int)IEventLog.ShortestRetention.TotalDays;
        if (RetentionDays < shortest || RetentionDays > LongestRetentionDays)
            yield return $"{key(nameof(RetentionDays))}: must lie between {shortest} and {LongestRetentionDays}";
        if (PerEndpoint is < 1 or > MostPerEndpoint)
            yield return $"{key(nameof(PerEndpoint))}: must lie between 1 and {MostPerEndpoint}";
    }

    private List<int>? ReadPorts()
    {
        var ports = new List<int>();
        foreach (var part in string.IsNullOrEmpty(Ports) ? [] : Ports.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
                return null;
            ports.Add(port);
        }

        return ports;
    }
}
