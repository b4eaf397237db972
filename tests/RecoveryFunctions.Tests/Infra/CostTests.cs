using System.Globalization;
using System.Text.RegularExpressions;

namespace RecoveryFunctions.Tests.Infra;

/// <summary>The manual's sum of costs follows from its own numbers and prices.</summary>
public partial class CostTests
{
    private static readonly Dictionary<string, decimal> s_numbers = Number().Matches(Template.Document("docs/operations.md"))
        .ToDictionary(m => m.Groups["name"].Value, m => decimal.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [Fact]
    public void The_cost_of_a_thousand_cases_is_worked_out_from_what_was_counted()
    {
        decimal Counted(string name) => s_numbers[$"counted:{name}"];
        decimal Price(string name) => s_numbers[$"price:{name}"];
        var executions = Counted("rounds") * Counted("executions-per-round") + Counted("requests");
        var costs = new Dictionary<string, decimal>
        {
            ["time"] = executions * 1000 * 2 * Price("gigabyte-second"),
            ["executions"] = executions / 1000 * Price("million-executions"),
            ["runtime"] = Counted("rounds") * Counted("runtime-operations") / 10 * Price("queue-operations"),
            ["tables"] = (Counted("rounds") * Counted("table-operations-per-round") + Counted("requests") * Counted("table-operations-per-request")) / 10 * Price("table-operations"),
            ["queues"] = Counted("rounds") * Counted("queue-operations-per-round") / 10 * Price("queue-operations"),
            ["mail"] = Counted("mails") * 1000 * (Price("mail") + Counted("mail-kilobytes") / 1000 * Price("mail-megabyte")),
            ["log"] = Counted("log-kilobytes") / 1000 * Price("log-gigabyte"),
        };
        costs = costs.ToDictionary(c => c.Key, c => Math.Round(c.Value, 2, MidpointRounding.AwayFromZero), StringComparer.Ordinal);
        costs["together"] = costs.Values.Sum(); // Of what is shown, so that a reader can add it up.

        Assert.Equal(
            costs.Select(c => $"{c.Key} {c.Value:0.00}").Order(),
            s_numbers.Where(n => n.Key.StartsWith("cost:", StringComparison.Ordinal)).Select(n => $"{n.Key["cost:".Length..]} {n.Value:0.00}").Order());
    }

    [GeneratedRegex("<!-- (?<name>(counted|price|cost):[a-z-]+) -->(?<value>[0-9.]*[0-9])", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Number();
}
