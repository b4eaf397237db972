using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>Looks at a receiver's address when somebody saves it, to tell them early. What decides is the look at each connection.</summary>
public sealed class ReceiverCheck(ReceiverRules rules, IHostNames names)
{
    private const string NotKnown = "The name of the host is not known at the moment. Deliveries wait until it is.";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public async Task<CheckedReceiver> LookAsync(string text, CancellationToken cancel)
    {
        if (rules.Fault(text, out var url) is { } fault)
            return new CheckedReceiver(null, fault, null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_patience);
        try
        {
            var addresses = url!.HostNameType == UriHostNameType.Dns ? await names.AddressesAsync(url.IdnHost, limit.Token) : [];
            if (!addresses.All(a => rules.MayCall(url, a)))
                return new CheckedReceiver(null, rules.Refusal, null);
            return new CheckedReceiver(url, null, addresses.Count == 0 && url.HostNameType == UriHostNameType.Dns ? NotKnown : null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new CheckedReceiver(url, null, NotKnown);
        }
    }
}

/// <param name="Url">Null with a fault.</param>
/// <param name="Fault">To follow the name of the field, such as <c>must begin with https://</c>.</param>
/// <param name="Notice">A sentence about what does not hinder saving; null for none.</param>
public sealed record CheckedReceiver(Uri? Url, string? Fault, string? Notice);
