using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Tests.Policy;

public sealed class ChannelRuleTests
{
    [Fact]
    public void A_policy_from_before_there_were_these_sections_loads_with_their_defaults()
    {
        var older = PolicyEdit.Accepted(p =>
        {
            foreach (var section in new[] { "automaticMail", "duplicates", "calls", "incidents", "risingCauses" })
                p.AsObject().Remove(section);
            p["followUp"]!.AsObject().Remove("afterReopenWindow");
            foreach (var part in new[] { "incident", "publicReply", "replyHint" })
                p["messages"]!["en"]!.AsObject().Remove(part);
        });

        Assert.Equal(PolicyEdit.Default.Document.AutomaticMail, older.Document.AutomaticMail);
        Assert.Equal(PolicyEdit.Default.Document.Duplicates, older.Document.Duplicates);
        Assert.Equal(PolicyEdit.Default.Document.Calls, older.Document.Calls);
        Assert.Equal(PolicyEdit.Default.Document.Incidents, older.Document.Incidents);
        Assert.Equal(PolicyEdit.Default.Document.RisingCauses, older.Document.RisingCauses);
        Assert.Equal(LateReplyRule.Link, older.Document.FollowUp.AfterReopenWindow);
        var values = new Dictionary<string, string> { ["message"] = "It went astray." };
        Assert.Contains("It went astray.", older.Templates.Render(MessageKind.Incident, "en", values).Body, StringComparison.Ordinal);
        Assert.Equal(PolicyEdit.Default.Templates.PublicReply("en", values), older.Templates.PublicReply("en", values));
    }

    [Fact]
    public void A_language_without_its_own_word_of_a_failure_uses_that_of_the_policys_language()
    {
        var policy = PolicyEdit.Accepted(p =>
        {
            var french = p["messages"]!["en"]!.DeepClone();
            french.AsObject().Remove("incident");
            p["messages"]!["fr"] = french;
            p["messages"]!["en"]!["incident"]!["subject"] = "Our own words";
        });

        Assert.Equal("Our own words", policy.Templates.Render(MessageKind.Incident, "fr", new Dictionary<string, string>()).Subject);
    }

    [Theory]
    [InlineData("automaticMail", "perCustomerAndDay", -1, "from 0 to 10000")]
    [InlineData("automaticMail", "perCustomerAndDay", 10_001, "from 0 to 10000")]
    [InlineData("duplicates", "most", 51, "from 0 to 50")]
    public void Numbers_out_of_bounds_are_refused(string section, string member, int value, string saying) =>
        PolicyEdit.IsRefused(p => p[section]![member] = value, $"$.{section}.{member}", saying);

    [Theory]
    [InlineData("-0.1", "from 0 to 1")]
    [InlineData("1.1", "from 0 to 1")]
    [InlineData("0", "more than 0")]
    public void A_likeness_is_a_share_of_more_than_nothing(string value, string saying) =>
        PolicyEdit.IsRefused(p => p["duplicates"]!["similarity"] = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), "$.duplicates.similarity", saying);

    [Theory]
    [InlineData("customer")]
    [InlineData("words")]
    public void Certainty_is_a_share(string member) =>
        PolicyEdit.IsRefused(p => p["calls"]!["listenBelow"]![member] = 1.5m, $"$.calls.listenBelow.{member}", "from 0 to 1");

    [Fact]
    public void Times_are_longer_than_nothing()
    {
        PolicyEdit.IsRefused(p => p["duplicates"]!["within"] = "PT0S", "$.duplicates.within", "longer than nothing");
        PolicyEdit.IsRefused(p => p["incidents"]!["joinWithin"] = "-P1D", "$.incidents.joinWithin", "longer than nothing");
    }

    [Fact]
    public void A_rule_for_late_replies_that_there_is_not_is_refused() =>
        PolicyEdit.IsRefused(p => p["followUp"]!["afterReopenWindow"] = "ignore", "$.followUp.afterReopenWindow", "link, record");

    [Fact]
    public void A_public_reply_may_name_nothing_of_a_case()
    {
        foreach (var personal in new[] { "name", "reference", "words", "owner", "statusLink" })
            PolicyEdit.IsRefused(p => p["messages"]!["en"]!["publicReply"] = $"Hello {{{{{personal}}}}}", "$.messages.en.publicReply", personal);
    }

    [Fact]
    public void Whether_replies_are_read_is_said_in_a_body_alone() =>
        PolicyEdit.IsRefused(p => p["messages"]!["en"]!["message"]!["subject"] = "News {{replyHint}}", "$.messages.en.message.subject", "replyHint");
}
