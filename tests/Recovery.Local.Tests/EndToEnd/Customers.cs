namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Customers of these tests all have an address at one domain, so that it can be looked for where none of them belongs.</summary>
internal static class Customers
{
    public const string Domain = "customer.example";

    /// <summary>Nobody else's.</summary>
    public static string Address(string name = "kim") => $"{name}.{Guid.NewGuid():n}@{Domain}";
}
