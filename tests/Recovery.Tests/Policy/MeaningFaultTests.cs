using System.Text.Json.Nodes;
using static Recovery.Tests.Policy.PolicyEdit;

namespace Recovery.Tests.Policy;

/// <summary>A document of the right shape that does not hold together.</summary>
public sealed class MeaningFaultTests
{
    [Theory]
    [InlineData("")]
    [InlineData("My Policy")]
    [InlineData("Default")]
    [InlineData("politik-für-alle")]
    public void A_name_is_made_of_small_letters_digits_and_hyphens(string name) =>
        IsRefused(p => p["name"] = name, "$.name", "lower-case letters");

    [Fact]
    public void Versions_begin_at_one() => IsRefused(p => p["version"] = 0, "$.version", "must be 1 or more, not 0");

    [Fact]
    public void An_organisation_without_a_name() => IsRefused(p => p["organisation"]!["name"] = " ", "$.organisation.name", "is empty");

    [Fact]
    public void Faults_of_every_chapter_are_reported_at_once()
    {
        var faults = Faults(p =>
        {
            p["version"] = -1;
            p["calendars"]!["office"]!["timeZone"] = "Europe/Londinium";
            p["triage"]!["defaultCategory"] = "parcels";
            p["promises"]!["update"]!["within"] = "PT0S";
            p["escalation"]!["ladder"]![1]!["level"] = 3;
            p["remedies"]![2]!["money"]!["maximum"] = 0;
            p["messages"]!["en"]!["closed"]!["subject"] = "";
        });

        Assert.Equal(
            [
                "$.calendars.office.timeZone", "$.escalation.ladder[1].level", "$.messages.en.closed.subject",
                "$.promises.update.within", "$.remedies[2].money.maximum", "$.triage.defaultCategory", "$.version",
            ],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_time_zone_that_there_is_not() =>
        IsRefused(p => p["calendars"]!["office"]!["timeZone"] = "Europe/Londn", "$.calendars.office.timeZone", "\"Europe/London\"");

    [Fact]
    public void A_weekday_that_there_is_not() =>
        IsRefused(p => p["calendars"]!["office"]!["hours"]!["Montag"] = List("09:00-10:00"), "$.calendars.office.hours.Montag", "is not a weekday");

    [Fact]
    public void A_calendar_that_never_opens() =>
        IsRefused(p => p["calendars"]!["office"]!["hours"] = new JsonObject { ["monday"] = new JsonArray() }, "$.calendars.office.hours", "never opens");

    [Fact]
    public void A_calendar_whose_holidays_never_end() =>
        IsRefused(
            p => p["calendars"]!["office"]!["holidays"] = List([.. Enumerable.Range(0, 400).Select(i => new NodaTime.LocalDate(2027, 1, 1).PlusDays(i).ToString("uuuu-MM-dd", null))]),
            "$.calendars.office", "closed for more than a year");

    [Fact]
    public void Hours_that_overlap() =>
        IsRefused(
            p => p["calendars"]!["office"]!["hours"]!["monday"] = List("13:00-17:00", "09:00-13:30"),
            "$.calendars.office.hours.monday[0]", "13:00-17:00 overlaps 09:00-13:30 at $.calendars.office.hours.monday[1]");

    [Fact]
    public void Hours_that_run_backwards() =>
        IsRefused(p => p["calendars"]!["office"]!["hours"]!["monday"] = List("17:00-09:00"), "$.calendars.office.hours.monday[0]", "closes before it opens");

    [Fact]
    public void A_holiday_that_is_no_date() =>
        IsRefused(p => p["calendars"]!["office"]!["holidays"] = List("2027-02-30"), "$.calendars.office.holidays[0]", "\"2027-02-30\" is not a date");

    [Fact]
    public void A_holiday_that_stands_twice() =>
        IsRefused(p => p["calendars"]!["office"]!["holidays"] = List("2027-12-25", "2027-12-25"), "$.calendars.office.holidays[1]", "twice");

    [Fact]
    public void A_calendar_that_there_is_not() => IsRefused(p => p["calendar"] = "offce", "$.calendar", "Did you mean \"office\"?");

    [Fact]
    public void A_severity_on_a_calendar_that_there_is_not() =>
        IsRefused(p => p["severities"]![3]!["calendar"] = "nights", "$.severities[3].calendar", "names the calendar \"nights\"");

    [Theory]
    [InlineData("people")]
    [InlineData("teams")]
    [InlineData("categories")]
    [InlineData("severities")]
    public void Ids_are_unique(string list) =>
        IsRefused(p => p[list]!.AsArray().Add(p[list]![0]!.DeepClone()), $"$.{list}[{Count(list)}].id", $"is already the", $"at $.{list}[0]");

    [Fact]
    public void An_id_with_a_space() =>
        IsRefused(p => p["rootCauses"]![0]!["id"] = "delivery chain", "$.rootCauses[0].id", "lower-case letters");

    [Fact]
    public void An_address_that_is_none() =>
        IsRefused(p => p["people"]![0]!["email"] = "maya at fernhill", "$.people[0].email", "is not a mail address");

    [Fact]
    public void A_team_of_nobody() => IsRefused(p => p["teams"]![2]!["members"] = new JsonArray(), "$.teams[2].members", "names nobody");

    [Fact]
    public void A_team_with_a_stranger() =>
        IsRefused(p => p["teams"]![2]!["members"] = List("maya-okafo"), "$.teams[2].members[0]", "Did you mean \"maya-okafor\"?");

    [Fact]
    public void A_team_that_counts_somebody_twice() =>
        IsRefused(p => p["teams"]![2]!["members"] = List("maya-okafor", "maya-okafor"), "$.teams[2].members[1]", "a second time");

    [Fact]
    public void A_category_without_its_team() =>
        IsRefused(p => p["categories"]![0]!["team"] = "order", "$.categories[0].team", "Did you mean \"orders\"?");

    [Fact]
    public void A_category_owned_by_a_stranger() =>
        IsRefused(p => p["categories"]![0]!["owner"] = "nobody-here", "$.categories[0].owner", "names the person \"nobody-here\"");

    [Fact]
    public void No_severities_at_all() =>
        Assert.Contains(Faults(p => p["severities"] = new JsonArray()), f => f.Path == "$.severities" && f.Reason.StartsWith("names no severity", StringComparison.Ordinal));

    [Fact]
    public void A_rule_for_a_category_that_there_is_not() =>
        IsRefused(p => p["triage"]!["categories"]![0]!["category"] = "danger", "$.triage.categories[0].category", "names the category \"danger\"");

    [Fact]
    public void A_rule_for_a_severity_that_there_is_not() =>
        IsRefused(p => p["triage"]!["severities"]![0]!["atLeast"] = "critcal", "$.triage.severities[0].atLeast", "Did you mean \"critical\"?");

    [Fact]
    public void A_rule_that_would_always_hold() =>
        IsRefused(p => p["triage"]!["categories"]![0]!["when"] = new JsonObject(), "$.triage.categories[0].when", "has no condition");

    [Fact]
    public void A_rule_for_the_category_that_asks_for_the_category() =>
        IsRefused(p => p["triage"]!["categories"]![0]!["when"]!["categories"] = List("safety"), "$.triage.categories[0].when.categories", "decides the category");

    [Fact]
    public void A_rule_that_asks_for_a_sign_that_there_is_not() =>
        IsRefused(p => p["triage"]!["severities"]![3]!["when"]!["signs"] = List("ilness"), "$.triage.severities[3].when.signs[0]", "Did you mean \"illness\"?");

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("?!", "can never be found")]
    [InlineData("*", "can never be found")]
    [InlineData("de*ay", "not at the end of a word")]
    [InlineData("delay**", "not at the end of a word")]
    [InlineData("delay *", "does not follow a word")]
    public void A_keyword_that_can_never_be_found(string keyword, string because) =>
        IsRefused(p => p["triage"]!["asking"] = List("any news", keyword), "$.triage.asking[1]", because);

    [Fact]
    public void A_sign_without_words() =>
        IsRefused(p => p["triage"]!["signs"]![0]!["anyOf"] = new JsonArray(), "$.triage.signs[0].anyOf", "has no keyword");

    [Fact]
    public void A_pause_of_no_time() => IsRefused(p => p["pause"]!["longest"] = "PT0S", "$.pause.longest", "longer than nothing");

    [Fact]
    public void Satisfaction_beyond_its_scale() => IsRefused(p => p["followUp"]!["satisfiedFrom"] = 6, "$.followUp.satisfiedFrom", "from 1 to 5");

    [Fact]
    public void A_follow_up_before_the_resolution() => IsRefused(p => p["followUp"]!["after"] = "-2bd", "$.followUp.after", "longer than nothing, not -2bd");

    [Fact]
    public void A_remedy_in_a_currency_that_is_none() =>
        IsRefused(p => p["remedies"]![2]!["money"]!["currencies"] = List("pounds"), "$.remedies[2].money.currencies[0]", "three capital letters");

    [Fact]
    public void A_remedy_that_needs_approval_by_nobody() =>
        IsRefused(p => p["remedies"]![2]!["money"]!["approverRole"] = "treasurer", "$.remedies[2].money.approverRole", "nobody in \"people\" has the role \"treasurer\"");

    [Fact]
    public void A_remedy_that_needs_approval_without_saying_whose() =>
        IsRefused(p => p["remedies"]![2]!["money"]!.AsObject().Remove("approverRole"), "$.remedies[2].money", "\"approverRole\" does not say whose");

    [Fact]
    public void A_remedy_always_approved_by_nobody() =>
        IsRefused(p => p["remedies"]![6]!["approvedBy"] = "king", "$.remedies[6].approvedBy", "nobody in \"people\" has the role \"king\"");

    [Fact]
    public void A_remedy_twice_in_the_catalogue() =>
        IsRefused(p => p["remedies"]![1]!["kind"] = "apology", "$.remedies[1].kind", "already the remedy at $.remedies[0]");

    [Fact]
    public void A_root_cause_twice_in_the_tree() =>
        IsRefused(
            p => p["rootCauses"]![1]!["children"]![0]!["id"] = "late-carrier",
            "$.rootCauses[1].children[0].id", "already the root cause at $.rootCauses[0].children[0].children[0]");

    [Fact]
    public void No_root_causes_at_all() => IsRefused(p => p["rootCauses"] = new JsonArray(), "$.rootCauses", "names no root cause");

    private static int Count(string list) => JsonNode.Parse(Default.Json)![list]!.AsArray().Count;
}
