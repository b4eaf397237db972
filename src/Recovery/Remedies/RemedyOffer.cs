namespace Recovery.Remedies;

/// <summary>A remedy from the policy's catalogue, for one case.</summary>
/// <param name="Kind">Id in the catalogue.</param>
/// <param name="Amount">In <paramref name="Currency"/>; absent for a remedy that is no money.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Description">What the customer gets, in words that they read.</param>
public sealed record RemedyOffer(string Kind, decimal? Amount, string? Currency, string Description);
