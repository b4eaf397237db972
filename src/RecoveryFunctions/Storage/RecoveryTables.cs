using Azure.Data.Tables;

namespace RecoveryFunctions.Storage;

/// <summary>Every table of ours, by what is in it; <c>docs/storage.md</c> has their keys.</summary>
/// <param name="prefix">Before each name; empty on Azure, something unique in tests.</param>
public sealed class RecoveryTables(TableServiceClient service, string prefix = "")
{
    /// <summary>The truth: a partition per case with its snapshot, events, pending effects, and figures and events that are not applied yet.</summary>
    public TableClient Cases { get; } = service.GetTableClient(prefix + "cases");

    /// <summary>What lists show and the sweeper asks: a projection of <see cref="Cases"/> that can be made anew.</summary>
    public TableClient Index { get; } = service.GetTableClient(prefix + "caseindex");

    /// <summary>Single figures by day, each under the id of its effect.</summary>
    public TableClient Counts { get; } = service.GetTableClient(prefix + "counts");

    /// <summary>A row per closed case, without personal data.</summary>
    public TableClient Outcomes { get; } = service.GetTableClient(prefix + "outcomes");

    /// <summary>A row per day: <see cref="Counts"/> and <see cref="Outcomes"/> added up.</summary>
    public TableClient Rollups { get; } = service.GetTableClient(prefix + "rollups");

    /// <summary>Policies that cases were opened under.</summary>
    public TableClient Policies { get; } = service.GetTableClient(prefix + "policies");

    /// <summary>Keys that every instance shares, and counters.</summary>
    public TableClient Shared { get; } = service.GetTableClient(prefix + "shared");

    /// <summary>Mail that was handed over, by operation id.</summary>
    public TableClient Mails { get; } = service.GetTableClient(prefix + "mails");

    /// <summary>What could not be processed, whole.</summary>
    public TableClient Parked { get; } = service.GetTableClient(prefix + "parked");

    /// <summary>Subscriptions of downstream apps.</summary>
    public TableClient Webhooks { get; } = service.GetTableClient(prefix + "webhooks");

    /// <summary>A partition per subscription: how far it has come, what it waits for, and what came of each delivery.</summary>
    public TableClient Deliveries { get; } = service.GetTableClient(prefix + "deliveries");

    /// <summary>The log of published events.</summary>
    public TableClient Events { get; } = service.GetTableClient(prefix + "events");

    /// <summary>Which case a message belongs to and which cases a customer has, by keyed hashes.</summary>
    public TableClient Correspondence { get; } = service.GetTableClient(prefix + "correspondence");

    /// <summary>Attachments, and bodies of what is parked, in pieces.</summary>
    public TableClient Files { get; } = service.GetTableClient(prefix + "files");

    /// <summary>Automatic mail of each day, by keyed hashes of addresses.</summary>
    public TableClient Allowances { get; } = service.GetTableClient(prefix + "allowances");

    /// <summary>Complaints that were taken many at once and wait to be opened.</summary>
    public TableClient Jobs { get; } = service.GetTableClient(prefix + "jobs");

    /// <summary>Failures that we found before the customers complained.</summary>
    public TableClient Incidents { get; } = service.GetTableClient(prefix + "incidents");

    public IReadOnlyList<TableClient> All =>
        [Cases, Index, Counts, Outcomes, Rollups, Policies, Shared, Mails, Parked, Webhooks, Deliveries, Events, Correspondence, Files, Allowances, Jobs, Incidents];

    /// <summary>On Azure the deployment makes the tables; this is for Azurite and costs an operation each.</summary>
    public Task CreateAsync(CancellationToken cancel) => Task.WhenAll(All.Select(t => t.CreateIfNotExistsAsync(cancel)));
}
