using System.Text.Json.Nodes;
using Recovery.Complaints;
using Recovery.Policy;
using static Recovery.Tests.Policy.PolicyEdit;

namespace Recovery.Tests.Policy;

public sealed class TriageTests
{
    [Theory]
    [InlineData("My parcel was due on Monday and has still not arrived.", "delivery", "normal")]
    [InlineData("MY PARCEL NEVER CAME!!!", "delivery", "normal")]
    [InlineData("The courier left it with a neighbour I have never met.", "delivery", "normal")]
    [InlineData("Still no parcel, I want a refund.", "delivery", "normal")]
    [InlineData("The tent arrived with a torn seam.", "product", "normal")]
    [InlineData("You sent the wrong size again.", "product", "normal")]
    [InlineData("Where is my refund? I returned it three weeks ago.", "refund", "normal")]
    [InlineData("I would like my money back for these boots.", "refund", "normal")]
    [InlineData("You charged me twice for one order.", "billing", "normal")]
    [InlineData("The discount code did not work.", "billing", "normal")]
    [InlineData("Your assistant was rude and hung up on me.", "service", "normal")]
    [InlineData("I have written four emails and nobody replied.", "service", "normal")]
    [InlineData("I cannot log in to see my order.", "website", "normal")]
    [InlineData("Your app keeps closing.", "website", "normal")]
    [InlineData("You e-mailed another customer's invoice to me.", "privacy", "high")]
    [InlineData("The camping stove caught fire in my kitchen.", "safety", "critical")]
    [InlineData("The zip has a sharp edge.", "safety", "high")]
    [InlineData("Something went wrong and I am not happy.", "other", "normal")]
    [InlineData("My husband passed away and you keep sending him letters.", "other", "high")]
    [InlineData("This is the third time that the parcel is late.", "delivery", "high")]
    [InlineData("The parcel is late and I will go to the ombudsman.", "delivery", "high")]
    [InlineData("The order for our wedding was never delivered.", "delivery", "high")]
    [InlineData("I could not work without these boots, where are they? The driver never rang.", "delivery", "high")]
    [InlineData("Mein Paket ist verspätet.", "delivery", "normal")]
    [InlineData("Mon colis est en retard.", "other", "normal")]
    public void The_shipped_rules_judge_everyday_complaints(string description, string category, string severity)
    {
        var result = Judge(description);

        Assert.Equal((category, severity), (result.Category, result.Severity));
    }

    [Fact]
    public void Every_rule_that_held_gives_a_reason_with_the_words_it_found()
    {
        var result = Judge("I was in hospital and my PARCEL is late, for the third time.");

        Assert.Equal(
            [
                "sign illness: mentions illness ('in hospital', 'hospital')",
                "delivery: speaks of a delivery ('PARCEL')",
                "high: shows a sign that the customer may be vulnerable (sign illness)",
                "high: is not the customer's first attempt ('third time')",
            ],
            result.Reasons.AsEnumerable());
        Assert.Equal(["illness"], result.Signs.AsEnumerable());
    }

    [Fact]
    public void When_no_rule_holds_the_reasons_say_so() =>
        Assert.Equal(
            ["other: no rule for a category held, so this is the policy's default", "normal: no rule for a severity held, so this is the policy's default"],
            Judge("Hmm.").Reasons.AsEnumerable());

    [Fact]
    public void The_most_severe_rule_stands_and_the_others_are_still_told()
    {
        var result = Judge("The third time! The lamp gave me an electric shock.", tier: "Platinum");

        Assert.Equal("critical", result.Severity);
        Assert.Contains("high: comes from a customer of many years (tier platinum)", result.Reasons);
        Assert.Contains("high: is not the customer's first attempt ('third time')", result.Reasons);
    }

    [Fact]
    public void The_channel_counts()
    {
        Assert.Equal("high", Judge("The parcel is late.", Channel.Review).Severity);
        Assert.Equal("normal", Judge("The parcel is late.", Channel.Phone).Severity);
        Assert.Equal("high", Judge("The parcel is late and I am furious.", Channel.Phone).Severity);
    }

    [Fact]
    public void What_the_customer_says_of_the_impact_counts_before_the_description()
    {
        Assert.Equal("high", Judge("The parcel is late.", impact: "It was for my daughter's birthday").Severity);
        Assert.Equal("normal", Judge("The birthday parcel is late.", impact: "none to speak of").Severity);
        Assert.Equal("high", Judge("The birthday parcel is late.", impact: " ").Severity);
    }

    [Theory]
    [InlineData("I have been waiting for weeks.", "kept waiting")]
    [InlineData("You ignored my letters.", "were not heard")]
    [InlineData("I expected better of you.", "let you down")]
    [InlineData("The coat was for a wedding on Saturday.", "counting on a date")]
    [InlineData("My mother died and you sent her a bill.", "sorry for your loss")]
    [InlineData("The colour is odd.", "We are sorry that this happened to you.")]
    public void The_feeling_is_answered(string description, string with) =>
        Assert.Contains(with, Judge(description).Feeling, StringComparison.Ordinal);

    [Theory]
    [InlineData("Any news on my case?", true)]
    [InlineData("I'm STILL WAITING…", true)]
    [InlineData("what’s happening with my order", true)]
    [InlineData("I haven't heard from you.", true)]
    [InlineData("Here is the photograph you asked for.", false)]
    [InlineData("Thank you, that newspaper came.", false)]
    [InlineData("", false)]
    public void A_customer_who_asks_for_news_is_noticed(string text, bool asks) => Assert.Equal(asks, Default.Triage.AsksForNews(text));

    [Theory]
    [InlineData("late", "The train was late.", true)]
    [InlineData("late", "A plate, and later chocolate.", false)]
    [InlineData("late", "LATE", true)]
    [InlineData("delay*", "It was delayed.", true)]
    [InlineData("delay*", "a delay", true)]
    [InlineData("delay*", "no undelayed", false)]
    [InlineData("verspatet", "Es ist VERSPÄTET", true)]
    [InlineData("Verspätet", "es ist verspatet", true)]
    [InlineData("verspätet", "es ist verspa\u0308tet", true)]
    [InlineData("grosse", "große Sorge", true)]
    [InlineData("hors service", "hors\n\n -- service", true)]
    [InlineData("hors service", "hors de service", false)]
    [InlineData("can't afford", "I can’t afford it", true)]
    [InlineData("parcel", "the parcel's box", true)]
    [InlineData("par\u00ADcel", "the par\u200Bcel", true)]
    [InlineData("遅い", "配達が遅いです", true)]
    [InlineData("遅い", "配達が早いです", false)]
    [InlineData("تأخر", "لقد تَأَخَّر الطرد", true)]
    [InlineData("опоздал*", "Курьер ОПОЗДАЛА", true)]
    [InlineData("late", "l\u200Eate 😢", true)]
    [InlineData("24h", "no answer for 24h!", true)]
    [InlineData("never came back*", "it never came backwards", true)]
    public void Keywords_are_whole_words_whatever_their_capitals_accents_and_script(string keyword, string description, bool found)
    {
        var policy = Accepted(p => p["triage"]!["categories"] = new JsonArray(new JsonObject
        {
            ["category"] = "website",
            ["when"] = new JsonObject { ["anyOf"] = List(keyword) },
            ["reason"] = "test",
        }));

        Assert.Equal(found ? "website" : "other", policy.Triage.Judge(Complaint(description)).Category);
    }

    [Fact]
    public void Conditions_of_a_rule_must_all_hold()
    {
        var policy = Accepted(p => p["triage"]!["categories"] = new JsonArray(new JsonObject
        {
            ["category"] = "website",
            ["when"] = new JsonObject { ["anyOf"] = List("red", "blue"), ["allOf"] = List("left", "boot"), ["tiers"] = List("gold") },
            ["reason"] = "test",
        }));

        Assert.Equal("website", policy.Triage.Judge(Complaint("The left boot is blue.", tier: "GOLD")).Category);
        Assert.Equal("other", policy.Triage.Judge(Complaint("The left boot is blue.", tier: "silver")).Category);
        Assert.Equal("other", policy.Triage.Judge(Complaint("The boot is blue.", tier: "gold")).Category);
        Assert.Equal("other", policy.Triage.Judge(Complaint("The left boot is green.", tier: "gold")).Category);
    }

    [Fact]
    public void The_first_category_rule_that_holds_wins()
    {
        var policy = Accepted(p => p["triage"]!["categories"] = new JsonArray(Rule("billing", "bill"), Rule("delivery", "parcel")));

        Assert.Equal("billing", policy.Triage.Judge(Complaint("parcel, bill")).Category);
        Assert.Equal("delivery", policy.Triage.Judge(Complaint("parcel")).Category);

        static JsonObject Rule(string category, string word) =>
            new() { ["category"] = category, ["when"] = new JsonObject { ["anyOf"] = List(word) }, ["reason"] = "test" };
    }

    [Fact]
    public void Any_text_is_judged()
    {
        var random = new Random(99);
        for (var i = 0; i < 300; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(0, 300)).Select(_ => (char)random.Next(0, 0x10000))]);
            Assert.NotNull(Default.Category(Judge(text, impact: text, tier: text).Category));
        }

        foreach (var unit in new[] { "a", " ", "late ", "not ", "配", "e\u0301", "\uD83D\uDE22", "\uD83D", "third time ", "a-", "ﷺ" })
            Assert.NotNull(Default.Category(Judge(string.Concat(Enumerable.Repeat(unit, 20_000 / unit.Length))).Category));
    }

    private static TriageResult Judge(string description, Channel channel = Channel.Form, string? impact = null, string? tier = null) =>
        Default.Triage.Judge(Complaint(description, channel, impact, tier));

    private static Complaint Complaint(string description, Channel channel = Channel.Form, string? impact = null, string? tier = null) =>
        new() { Channel = channel, Description = description, Impact = impact, Tier = tier };
}
