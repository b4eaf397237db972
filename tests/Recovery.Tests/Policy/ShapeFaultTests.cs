using System.Text.Json.Nodes;
using Recovery.Policy;
using static Recovery.Tests.Policy.PolicyEdit;

namespace Recovery.Tests.Policy;

/// <summary>A document that is not shaped like a policy: each fault with its path, in words for the author.</summary>
public sealed class ShapeFaultTests
{
    [Fact]
    public void An_unknown_key_is_refused_and_the_nearest_known_one_named() =>
        IsRefused(p => p["promises"]!["update"]!["afterAskin"] = "4bh", "$.promises.update.afterAskin", "\"afterAskin\" is not known here", "\"afterAsking\"");

    [Fact]
    public void An_unknown_key_that_is_near_to_nothing_is_told_what_is_allowed() =>
        IsRefused(p => p["pause"]!["colour"] = "blue", "$.pause.colour", "Allowed: longest.");

    [Fact]
    public void A_key_that_is_no_plain_word_still_has_a_path() =>
        IsRefused(p => p["pause"]!["it's\nodd"] = 1, "$.pause['it\\'s odd']", "is not known here");

    [Fact]
    public void A_missing_key_is_named() =>
        IsRefused(p => p["promises"]!["update"]!.AsObject().Remove("afterAsking"), "$.promises.update", "\"afterAsking\" is missing");

    [Fact]
    public void A_misspelt_required_key_is_reported_as_unknown_and_as_missing()
    {
        var faults = Faults(p => Rename(p["triage"]!.AsObject(), "defaultCategory", "defaultCategroy"));

        Assert.Contains(faults, f => f.Path == "$.triage.defaultCategroy" && f.Reason.Contains("\"defaultCategory\"", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Path == "$.triage" && f.Reason.Contains("\"defaultCategory\" is missing", StringComparison.Ordinal));
        Assert.Equal(2, faults.Count);
    }

    [Fact]
    public void Every_fault_of_shape_is_reported_at_once()
    {
        var faults = Faults(p =>
        {
            p["version"] = "one";
            p["people"]![0]!["roles"] = "agent";
            p["promises"]!["resolve"]!["within"] = "soon";
            p["remedies"]![2]!["money"]!["someoneElse"] = "yes";
            p["surprise"] = true;
        });

        Assert.Equal(
            ["$.people[0].roles", "$.promises.resolve.within", "$.remedies[2].money.someoneElse", "$.surprise", "$.version"],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Text_where_a_number_belongs() =>
        IsRefused(p => p["version"] = "one", "$.version", "must be a whole number, not the text \"one\"");

    [Fact]
    public void A_fraction_where_a_whole_number_belongs() =>
        IsRefused(p => p["followUp"]!["satisfiedFrom"] = 3.5, "$.followUp.satisfiedFrom", "must be a whole number");

    [Fact]
    public void An_amount_too_large_to_be_money() =>
        IsRefused(p => p["remedies"]![2]!["money"]!["maximum"] = JsonNode.Parse("1e400"), "$.remedies[2].money.maximum", "too large");

    [Fact]
    public void A_number_where_text_belongs() =>
        IsRefused(p => p["organisation"]!["name"] = 7, "$.organisation.name", "must be text in quotes, not the number 7");

    [Fact]
    public void A_list_where_an_object_belongs() =>
        IsRefused(p => p["pause"] = new JsonArray(), "$.pause", "must be an object in braces { }, not a list");

    [Fact]
    public void A_single_word_where_a_list_belongs() =>
        IsRefused(p => p["triage"]!["asking"] = "news", "$.triage.asking", "must be a list in brackets [ ], not the text \"news\"");

    [Fact]
    public void Nothing_where_something_belongs() =>
        IsRefused(p => p["teams"]![0]!["members"]!.AsArray().Add(null), "$.teams[0].members[2]", "must be text in quotes, not null");

    [Fact]
    public void Nothing_in_the_place_of_a_list() =>
        IsRefused(p => p["people"]![0]!["roles"] = null, "$.people[0].roles", "must be a list in brackets [ ], not null");

    [Fact]
    public void Nothing_is_allowed_where_a_key_may_be_left_out() =>
        Accepted(p =>
        {
            p["people"]![0]!["email"] = null;
            p["promises"]!["acknowledge"]!["remindBefore"] = null;
            p["remedies"]![0]!["money"] = null;
        });

    [Fact]
    public void A_duration_that_is_none_says_which_there_are() =>
        IsRefused(p => p["promises"]!["resolve"]!["within"] = "two days", "$.promises.resolve.within", "\"two days\" is not a duration", "2bd");

    [Fact]
    public void A_duration_that_is_a_number() =>
        IsRefused(p => p["pause"]!["longest"] = 14, "$.pause.longest", "must be a duration in quotes", "not the number 14");

    [Fact]
    public void A_channel_that_there_is_not() =>
        IsRefused(
            p => p["triage"]!["severities"]![9]!["when"]!["channels"] = List("fax"),
            "$.triage.severities[9].when.channels[0]", "\"fax\" is not allowed here", "form, api, email, phone, review, chat");

    [Fact]
    public void Channels_are_written_in_small_letters() =>
        IsRefused(
            p => p["triage"]!["severities"]![9]!["when"]!["channels"] = List("Review"),
            "$.triage.severities[9].when.channels[0]", "\"Review\" is not allowed here");

    [Fact]
    public void A_promise_that_there_is_not_in_the_ladder() =>
        IsRefused(
            p => p["escalation"]!["ladder"]![0]!["at"]!["updates"] = "PT0S",
            "$.escalation.ladder[0].at.updates", "Allowed: acknowledge, update, resolve, statutory.");

    [Fact]
    public void The_same_key_twice() =>
        Refused(
            PolicyLoader.Pack("default")!.Replace("\"version\": 1,", "\"version\": 1, \"version\": 2,", StringComparison.Ordinal),
            "$.version", "is written twice");

    [Fact]
    public void Half_a_character() =>
        Refused(
            PolicyLoader.Pack("default")!.Replace("Maya Okafor", "Maya \\ud800", StringComparison.Ordinal), "$.people[0].name", "half a character");

    [Fact]
    public void Half_a_character_in_a_key() =>
        Refused(PolicyLoader.Pack("default")!.Replace("\"longest\":", "\"\\ud800\": 1, \"longest\":", StringComparison.Ordinal), "$.pause", "half a character");

    [Fact]
    public void Broken_JSON_is_told_with_line_and_character() =>
        Refused("{\n  \"name\": \"x\"\n  \"version\": 1\n}", "$", "not valid JSON", "line 3, character 3");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("\uFEFF")]
    [InlineData("// nothing but a comment, and what follows it is empty")]
    public void An_empty_document(string? json) => Assert.Single(PolicyLoader.Load(json!).Faults);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"policy\"")]
    public void Something_that_is_no_object(string json) => Refused(json, "$", "must be an object");

    [Fact]
    public void A_document_that_is_too_large() =>
        Refused($"{{\"description\": \"{new string('x', 1024 * 1024)}\"}}", "$", "larger than 1 MB (1,048,576 bytes)");

    [Fact]
    public void A_document_that_is_nested_without_end() =>
        Refused(new string('[', 100_000), "$", "not valid JSON");

    [Fact]
    public void More_faults_than_anybody_reads_are_cut_short()
    {
        var faults = Faults(p => p["triage"]!["asking"] = new JsonArray([.. Enumerable.Range(0, 5000).Select(i => (JsonNode)i)]));

        Assert.Equal(201, faults.Count);
        Assert.Contains("more faults", faults[^1].Reason, StringComparison.Ordinal);
    }

    private static void Refused(string json, string path, params string[] saying)
    {
        var (policy, faults) = PolicyLoader.Load(json);

        Assert.Null(policy);
        var fault = Assert.Single(faults);
        Assert.Equal(path, fault.Path);
        Assert.All(saying, words => Assert.Contains(words, fault.Reason, StringComparison.Ordinal));
    }

    private static void Rename(JsonObject item, string from, string to)
    {
        var value = item[from]!.DeepClone();
        item.Remove(from);
        item[to] = value;
    }
}
