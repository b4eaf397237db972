using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>What the tests of the pump rely on in memory keeps to the same suites as what is on disk and on Azure.</summary>
public sealed class MemoryEventLogTests : EventLogContract
{
    private readonly MemoryEventLog _log;
    private readonly MemoryCases _cases = new();

    public MemoryEventLogTests() => _log = new(Clock);

    protected override IEventLog Log => _log;

    protected override ICaseStore Store => _cases;

    protected override async Task<bool> SaveAsync(CaseChange change)
    {
        if (!await _cases.SaveAsync(change, default))
            return false;
        await _log.AppendAsync([.. change.Effects.OfType<PublishEvent>().Select(e => e.Event)], default);
        return true;
    }
}

public sealed class MemorySubscriptionsTests : SubscriptionsContract
{
    private readonly MemoryDeliveries _deliveries = new();

    public MemorySubscriptionsTests() => Subscriptions = new MemorySubscriptions(_deliveries);

    protected override ISubscriptions Subscriptions { get; }

    protected override IDeliveries Deliveries => _deliveries;
}

public sealed class MemoryDeliveriesTests : DeliveriesContract
{
    private readonly MemoryDeliveries _deliveries = new();

    public MemoryDeliveriesTests() => Subscriptions = new MemorySubscriptions(_deliveries);

    protected override ISubscriptions Subscriptions { get; }

    protected override IDeliveries Deliveries => _deliveries;
}
