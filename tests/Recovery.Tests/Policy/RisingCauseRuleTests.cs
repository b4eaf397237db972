using System.Text.Json.Nodes;

namespace Recovery.Tests.Policy;

public sealed class RisingCauseRuleTests
{
    [Theory]
    [InlineData("windowDays", 0, "from 1 to 60")]
    [InlineData("comparedDays", 367, "from 1 to 366")]
    [InlineData("comparedDays", 6, "no less than the 7 days of the window")]
    [InlineData("atLeast", 0, "from 1 to 1000000")]
    [InlineData("quietDays", 31, "from 1 to 30")]
    [InlineData("factor", 0, "from 1 to 1000")]
    public void A_number_that_tells_nothing_is_refused(string member, int value, string saying) =>
        PolicyEdit.IsRefused(p => p["risingCauses"] = new JsonObject { [member] = value }, $"$.risingCauses.{member}", saying);

    [Fact]
    public void The_numbers_are_the_policys()
    {
        var rules = PolicyEdit.Accepted(p => p["risingCauses"] = new JsonObject { ["atLeast"] = 12, ["factor"] = 1.5m }).Document.RisingCauses;

        Assert.Equal((7, 28, 12, 1.5m, 28), (rules.WindowDays, rules.ComparedDays, rules.AtLeast, rules.Factor, rules.QuietDays));
    }
}
