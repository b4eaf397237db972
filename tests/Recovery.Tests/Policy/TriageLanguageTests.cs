using System.Text.Json.Nodes;
using Recovery.Complaints;
using Recovery.Policy;
using static Recovery.Tests.Policy.PolicyEdit;

namespace Recovery.Tests.Policy;

/// <summary>Feelings, signs and a further language, all of which are words in the policy.</summary>
public sealed class TriageLanguageTests
{
    [Theory]
    [InlineData("I have explained it to four people and nobody listens.", "unheard")]
    [InlineData("You took the money without my consent and I am helpless.", "loss-of-control")]
    [InlineData("You promised me a call, and I relied on you.", "let-down")]
    [InlineData("We leave on Saturday and the passport cover is not here. It is urgent.", "time-pressure")]
    [InlineData("Ich habe es drei Leuten erklärt und niemand hört mir zu.", "unheard")]
    [InlineData("Sie haben ohne meine Zustimmung abgebucht und ich kann nichts machen.", "loss-of-control")]
    [InlineData("Sie haben es mir versprochen und mich im Stich gelassen.", "let-down")]
    [InlineData("Die Hochzeit ist am Samstag und das Kleid ist noch nicht da.", "time-pressure")]
    public void Feelings_are_read_in_either_language(string description, string emotion) =>
        Assert.Contains(emotion, Judge(description).Emotions);

    [Theory]
    [InlineData("Meine Mutter liegt im Krankenhaus und wartet auf das Paket.", "illness")]
    [InlineData("Ich bin seit März arbeitslos und kann es mir nicht leisten.", "money-trouble")]
    [InlineData("Mein Mann ist verstorben und Sie schreiben ihm noch.", "bereavement")]
    public void Signs_of_vulnerability_are_read_in_German_and_raise_the_severity(string description, string sign)
    {
        var judged = Judge(description);

        Assert.Equal([sign], judged.Signs.AsEnumerable());
        Assert.Equal("high", judged.Severity);
    }

    [Fact]
    public void A_German_complaint_of_danger_is_as_critical_as_an_English_one()
    {
        var judged = Judge("Der Kocher hat mir einen Stromschlag gegeben und ich bin verletzt.");

        Assert.Equal(("safety", "critical"), (judged.Category, judged.Severity));
    }

    [Theory]
    [InlineData("My complaint fell on deaf ears.", "disability")]
    [InlineData("Meine Beschwerde ist auf taube Ohren gestossen, und das ist nicht in Ordnung.", "disability")]
    public void A_phrase_that_means_something_else_is_no_sign(string description, string sign)
    {
        var judged = Judge(description);

        Assert.DoesNotContain(sign, judged.Signs);
        Assert.Contains("unheard", judged.Emotions);
    }

    [Fact]
    public void The_word_counts_where_it_stands_outside_such_a_phrase() =>
        Assert.Contains("disability", Judge("It fell on deaf ears, and I am deaf myself.").Signs);

    [Fact]
    public void The_language_that_a_complaint_names_is_believed() =>
        Assert.Contains("unheard", Judge("Abgewimmelt!", "de-AT").Emotions);

    [Fact]
    public void An_English_text_with_a_German_name_in_it_stays_English() =>
        Assert.Equal("delivery", Judge("The parcel for Haus der Kunst never arrived and the courier left it with a stranger.").Category);

    [Theory]
    [InlineData("Nobody has so far replied to me.", true)]
    [InlineData("Nobody in that whole large shop of yours has replied.", false)]
    [InlineData("Nobody.", false)]
    public void Up_to_four_words_may_stand_where_a_phrase_leaves_room(string description, bool found)
    {
        var policy = Accepted(p => p["triage"]!["feelings"]![2]!["anyOf"] = List("nobody ... repl*"));

        Assert.Equal(found, Judge(description, policy: policy).Emotions.Contains("unheard"));
    }

    [Theory]
    [InlineData("... replied")]
    [InlineData("nobody ...")]
    [InlineData("no*body")]
    [InlineData("nobody * replied")]
    public void A_phrase_that_can_never_be_found_is_refused(string keyword) =>
        IsRefused(p => p["triage"]!["feelings"]![2]!["anyOf"] = List(keyword), "$.triage.feelings[2].anyOf[0]", keyword);

    [Fact]
    public void Each_feeling_gives_its_reason_with_the_words_found() =>
        Assert.Contains("feeling unheard: feels unheard ('nobody replied')", Judge("I wrote twice and nobody replied.").Reasons);

    [Fact]
    public void A_sentence_in_the_language_of_the_complaint_is_said_only_in_messages_of_that_language()
    {
        const string Text = "Ich warte auf Antwort, niemand antwortet mir.";
        var german = Accepted(p => p["messages"]!["de"] = p["messages"]!["en"]!.DeepClone());

        Assert.StartsWith("You tried to reach us", Judge(Text, "de").Feeling, StringComparison.Ordinal);
        Assert.StartsWith("Sie haben versucht", Judge(Text, "de", german).Feeling, StringComparison.Ordinal);
    }

    [Fact]
    public void A_further_language_is_nothing_but_data()
    {
        var french = Accepted(p => p["triage"]!["languages"]!["fr"] = new JsonObject
        {
            ["recognisedBy"] = List("le", "la", "et", "je", "pas", "est", "mon"),
            ["feelings"] = new JsonObject { ["unheard"] = new JsonObject { ["anyOf"] = List("personne ne répond") } },
        });

        Assert.Contains("unheard", Judge("Mon colis est perdu et personne ne répond.", policy: french).Emotions);
    }

    [Fact]
    public void Words_for_a_feeling_or_a_sign_that_the_policy_does_not_have_are_refused_with_their_place()
    {
        IsRefused(
            p => p["triage"]!["languages"]!["de"]!["feelings"]!["unherd"] = new JsonObject { ["anyOf"] = List("ignoriert") },
            "$.triage.languages.de.feelings.unherd", "unheard");
        IsRefused(
            p => p["triage"]!["languages"]!["de"]!["signs"]!["illnes"] = new JsonObject { ["anyOf"] = List("krank") },
            "$.triage.languages.de.signs.illnes", "illness");
        IsRefused(p => p["triage"]!["languages"]!["DE-at"] = new JsonObject { ["recognisedBy"] = List("und") }, "$.triage.languages.DE-at", "lower-case");
        IsRefused(p => p["triage"]!["languages"]!["de"]!["recognisedBy"] = List(), "$.triage.languages.de.recognisedBy", "no keyword");
        IsRefused(p => p["triage"]!["feelings"]![6]!["id"] = "Not Heard", "$.triage.feelings[6].id");
    }

    private static TriageResult Judge(string description, string? language = null, RecoveryPolicy? policy = null) =>
        (policy ?? Default).Triage.Judge(new Complaint { Channel = Channel.Form, Description = description, Language = language });
}
