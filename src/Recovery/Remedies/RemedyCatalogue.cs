using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Remedies;

/// <summary>Holds an offer against the policy's catalogue.</summary>
internal static class RemedyCatalogue
{
    /// <summary>The offer made whole (a sole currency filled in), or why it cannot be made.</summary>
    public static (RemedyOffer? Offer, Decision? Fault) Check(RemedyOffer offer, RecoveryPolicy policy)
    {
        if (policy.Remedy(offer.Kind) is not { } kind)
            return (null, StaffSide.Unknown("kind", offer.Kind, policy.Document.Remedies.Select(r => r.Kind)));
        if (string.IsNullOrWhiteSpace(offer.Description))
            return Fault("description", "Say what the customer gets; the customer reads it.");
        if (kind.Money is not { } money)
        {
            return offer.Amount is null && offer.Currency is null
                ? (offer, null)
                : Fault("amount", $"{kind.Name} is no money; leave amount and currency out.");
        }

        if (offer.Amount is not { } amount)
            return Fault("amount", $"{kind.Name} needs an amount.");
        if (amount <= 0 || amount > money.Maximum || decimal.Round(amount, 2) != amount)
            return Fault("amount", $"The amount is above 0 and at most {money.Maximum:0.00}, with two decimals at most.");
        var currency = offer.Currency?.ToUpperInvariant() ?? (money.Currencies.Count == 1 ? money.Currencies[0] : null);
        if (currency is null || !money.Currencies.Contains(currency))
            return Fault("currency", $"{kind.Name} is given in {string.Join(" or ", money.Currencies)}.");
        return (offer with { Currency = currency }, null);
    }

    /// <summary>The role that must approve, and why; nulls when nobody need.</summary>
    public static (string? Role, string? Why) Approval(RemedyOffer offer, RecoveryPolicy policy)
    {
        var kind = policy.Remedy(offer.Kind);
        if (kind?.Money is { ApprovalAbove: { } limit, ApproverRole: { } approver } && offer.Amount > limit)
            return (approver, $"{offer.Amount:0.00} {offer.Currency} is above {limit:0.00}");
        return kind?.ApprovedBy is { } role ? (role, $"every {kind.Name} is approved by the role {role}") : (null, null);
    }

    private static (RemedyOffer?, Decision?) Fault(string field, string reason) =>
        (null, Decision.Refuse(RefusalKind.Invalid, reason, field));
}
