using System.Collections.Immutable;
using Recovery.Complaints;

namespace Recovery.Intake.Incidents;

/// <summary>Finds who stands on a list more than once.</summary>
internal static class AffectedCustomers
{
    /// <summary>
    /// Each customer once, with what makes their case the same one whenever they are listed again: the organisation's own number for
    /// them, else their address, else their telephone number, else what the row says.
    /// </summary>
    public static IEnumerable<(string Key, AffectedCustomer Customer)> Once(IReadOnlyList<AffectedCustomer> rows)
    {
        var (found, byKey, alike) = (new List<Affected>(), new Dictionary<string, Affected>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            var keys = KeysOf(row);
            var one = keys.Select(byKey.GetValueOrDefault).FirstOrDefault(a => a is not null);
            if (one is null)
            {
                one = new Affected(row);
                found.Add(one);
            }
            else
            {
                one.Add(row);
            }

            foreach (var key in keys)
                byKey.TryAdd(key, one);
        }

        foreach (var customer in found.Select(a => a.Customer))
        {
            var keys = KeysOf(customer);
            var strongest = keys.IsEmpty ? null : keys.FirstOrDefault(k => k.StartsWith("customer:", StringComparison.Ordinal)) ?? keys[0];
            if (strongest is null)
            {
                // Nothing tells two such rows apart but that there are two.
                var row = $"row\n{customer.Name}\n{customer.OrderReference}";
                alike[row] = alike.GetValueOrDefault(row) + 1;
                strongest = $"{row}\n{alike[row]}";
            }

            yield return (strongest, customer);
        }
    }

    private static ImmutableArray<string> KeysOf(AffectedCustomer row) =>
        CustomerKeys.Of(new Complaint { Channel = Channel.Incident, Description = "", Email = row.Email, Phone = row.Phone, CustomerId = row.CustomerId });

    /// <summary>One customer, of all the rows that name them: what an earlier row leaves out, a later one adds.</summary>
    private sealed class Affected(AffectedCustomer first)
    {
        public AffectedCustomer Customer { get; private set; } = first;

        public void Add(AffectedCustomer row)
        {
            var orders = string.Join(", ", OrderReferences.Of($"{Customer.OrderReference},{row.OrderReference}"));
            Customer = Customer with
            {
                Name = Customer.Name ?? row.Name,
                Email = Customer.Email ?? row.Email,
                Phone = Customer.Phone ?? row.Phone,
                CustomerId = Customer.CustomerId ?? row.CustomerId,
                Language = Customer.Language ?? row.Language,
                OrderReference = orders.Length is > 0 and <= IntakeLimits.OrderReference ? orders : Customer.OrderReference ?? row.OrderReference,
            };
        }
    }
}
