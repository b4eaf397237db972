using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Tests.Policy;

namespace Recovery.Tests.Messages;

/// <summary>What the shipped templates say, with everything known and with nothing known.</summary>
public sealed partial class MessageTemplatesTests
{
    private static readonly RecoveryPolicy s_policy = PolicyEdit.Default;

    private static readonly Dictionary<string, string> s_everything = new(StringComparer.Ordinal)
    {
        ["organisation"] = "Fernhill Outfitters",
        ["signature"] = "Kind regards,\nCustomer care at Fernhill Outfitters",
        ["reference"] = "RC-7KQ4M-2XD9B",
        ["issue"] = "the delivery of your order",
        ["owner"] = "Maya Okafor",
        ["name"] = "Ada Byron",
        ["words"] = "My parcel never came.",
        ["feeling"] = "You have been kept waiting, and we are sorry.",
        ["nextUpdate"] = "Tue 24 Nov 2026 14:00 (Europe/London)",
        ["resolveBy"] = "Fri 4 Dec 2026 14:00 (Europe/London)",
        ["takenBy"] = "Lena Lead",
        ["calledIn"] = "head of service",
        ["text"] = "We found your parcel.",
        ["reason"] = "We need a photograph of the label.",
        ["upheld"] = "yes",
        ["updateSlipped"] = "yes",
        ["resolutionSlipped"] = "yes",
        ["confirmed"] = "yes",
        ["notSolved"] = "yes",
        ["explanation"] = "The carrier lost it.",
        ["remedy"] = "Refund of 40.00 GBP",
        ["until"] = "Mon 30 Nov 2026 12:00 (Europe/London)",
        ["closesAt"] = "Wed 9 Dec 2026 12:00 (Europe/London)",
        ["category"] = "Delivery",
        ["severity"] = "High",
        ["promise"] = "update",
        ["due"] = "Tue 24 Nov 2026 14:00 (Europe/London)",
        ["understood"] = "",
        ["whatHappened"] = "parcels that were sent to old addresses",
        ["happenedAt"] = "Sun 22 Nov 2026 07:00 (Europe/London)",
        ["message"] = "Your parcel left for the address that you had before you moved.",
        ["level"] = "1",
        ["levelName"] = "Team lead",
    };

    private static readonly Dictionary<string, string> s_least = s_everything
        .Where(v => v.Key is "organisation" or "signature" or "reference" or "issue").ToDictionary(StringComparer.Ordinal);

    public static TheoryData<MessageKind> Kinds => [.. Enum.GetValues<MessageKind>()];

    public static TheoryData<AlertKind> Alerts => [.. Enum.GetValues<AlertKind>()];

    [Fact]
    public void The_acknowledgement_names_the_issue_owns_it_answers_the_feeling_and_says_what_comes_next()
    {
        var message = s_policy.Templates.Render(MessageKind.Acknowledgement, "en", s_everything);

        Assert.Equal("We have your complaint about the delivery of your order (RC-7KQ4M-2XD9B)", message.Subject);
        Assert.Equal(
            """
            Dear Ada Byron,

            Thank you for telling us about the delivery of your order. You have been kept waiting, and we are sorry.

            Putting this right is now our job. Maya Okafor owns your complaint and will see it through.

            In your words:

            > My parcel never came.

            If we have missed something that matters, tell us and we will add it.

            We will write to you again by Tue 24 Nov 2026 14:00 (Europe/London), finished or not. You should not have to ask. We will have our answer for you by Fri 4 Dec 2026 14:00 (Europe/London).

            Here you can see how it stands and write to us at any time. The link is private, so please keep it to yourself:

            {status-link}

            You can also simply reply to this email; it reaches us just the same.

            Kind regards,
            Customer care at Fernhill Outfitters

            Your reference is RC-7KQ4M-2XD9B.
            """,
            MessageBody.ToText(MessageText.WithReplies(message.Body, read: true)));
    }

    [Fact]
    public void An_anonymous_acknowledgement_reads_as_well()
    {
        var text = MessageBody.ToText(s_policy.Templates.Render(MessageKind.Acknowledgement, null, s_least).Body);

        Assert.StartsWith("Hello,\n\nThank you for telling us about the delivery of your order.\n\n", text, StringComparison.Ordinal);
        Assert.Contains("One person here will own it", text, StringComparison.Ordinal);
        Assert.Contains("We will write to you again before you have to ask.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("In your words", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_holding_message_is_honest()
    {
        var text = MessageBody.ToText(s_policy.Templates.Render(MessageKind.Holding, "en", s_everything).Body);

        Assert.Contains("we have not finished", text, StringComparison.Ordinal);
        Assert.Contains("We promised you our answer by now, and a message before it. You have had neither.", text, StringComparison.Ordinal);
        Assert.Contains("Maya Okafor owns your complaint. Lena Lead has taken charge of it in person.", text, StringComparison.Ordinal);
        Assert.Contains("You will hear from us again by Tue 24 Nov 2026 14:00", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_follow_up_does_not_take_silence_for_satisfaction() =>
        Assert.Contains(
            "We will not take silence to mean that you are satisfied.",
            MessageBody.ToText(s_policy.Templates.Render(MessageKind.FollowUp, "en", s_everything).Body), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_message_reads_well_whatever_is_known(MessageKind kind)
    {
        var random = new Random((int)kind);
        for (var i = 0; i < 60; i++)
        {
            var known = s_least.Concat(s_everything.Where(v => !s_least.ContainsKey(v.Key) && random.Next(2) == 0)).ToDictionary(StringComparer.Ordinal);
            ReadsWell(s_policy.Templates.Render(kind, "en", known), known);
        }

        ReadsWell(s_policy.Templates.Render(kind, "en", s_least), s_least);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_message_names_the_issue_signs_and_gives_the_link_on_its_own_line(MessageKind kind)
    {
        var message = s_policy.Templates.Render(kind, "en", s_least);

        Assert.Contains("the delivery of your order", message.Body, StringComparison.Ordinal);
        Assert.Contains("RC-7KQ4M-2XD9B", message.Subject, StringComparison.Ordinal);
        Assert.Contains("\n\n{status-link}\n\n", message.Body, StringComparison.Ordinal);
        Assert.Contains("Kind regards,\nCustomer care at Fernhill Outfitters", message.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_message_hides_behind_fog(MessageKind kind)
    {
        var text = MessageBody.ToText(s_policy.Templates.Render(kind, "en", s_everything).Body);

        foreach (var fog in new[] { "!", "inconvenience", "valued", "unfortunately", "as per", "reach out", "regret to", "dear customer", "kindly", "please be advised" })
            Assert.DoesNotContain(fog, text, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"\b[Ww]e\b", text);
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Every_alert_says_in_its_first_line_what_to_do_and_where(AlertKind kind)
    {
        var full = s_policy.Templates.Render(kind, s_everything);
        var bare = s_policy.Templates.Render(kind, s_least);

        ReadsWell(full, s_everything);
        ReadsWell(bare, s_least);
        Assert.Contains("RC-7KQ4M-2XD9B", full.Subject, StringComparison.Ordinal);
        Assert.EndsWith("\n\n{console-link}", full.Body, StringComparison.Ordinal);
        Assert.Contains("Tue 24 Nov 2026 14:00", full.Body.Split('\n')[0], StringComparison.Ordinal);
        Assert.True(full.Body.Length < 700, "an alert is short");
    }

    [Theory]
    [InlineData("de", "Guten Tag")]
    [InlineData("de-AT", "Servus")]
    [InlineData("DE-at", "Servus")]
    [InlineData("de-CH", "Guten Tag")]
    [InlineData("de-CH-1996", "Guten Tag")]
    [InlineData("fr", "Dear Ada Byron")]
    [InlineData("", "Dear Ada Byron")]
    [InlineData(null, "Dear Ada Byron")]
    [InlineData("-", "Dear Ada Byron")]
    [InlineData("den", "Dear Ada Byron")]
    public void A_customer_is_answered_in_their_language_where_there_are_templates(string? language, string greeting)
    {
        var policy = PolicyEdit.Accepted(p =>
        {
            p["messages"]!["de"] = Greeting(p, "Guten Tag");
            p["messages"]!["de-AT"] = Greeting(p, "Servus");
        });

        Assert.StartsWith(greeting, policy.Templates.Render(MessageKind.Acknowledgement, language, s_everything).Body, StringComparison.Ordinal);

        static JsonNode Greeting(JsonNode policy, string word)
        {
            var messages = policy["messages"]!["en"]!.DeepClone();
            messages["acknowledgement"]!["body"] = word;
            return messages;
        }
    }

    [Fact]
    public void Templates_may_be_used_by_many_at_once()
    {
        var policy = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;

        var bodies = Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(8)
            .Select(i => policy.Templates.Render((MessageKind)(i % 9), "en", s_everything).Body).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(9, bodies.Count);
    }

    private static void ReadsWell(RenderedMessage message, Dictionary<string, string> known)
    {
        var told = string.Join(" | ", known.Keys);
        foreach (var part in new[] { message.Subject, MessageBody.ToText(message.Body) })
        {
            Assert.False(Botched().IsMatch(part), $"{part}\n(known: {told})");
            Assert.DoesNotContain("{{", part, StringComparison.Ordinal);
            Assert.DoesNotContain("**", part, StringComparison.Ordinal);
            Assert.Equal(part.Trim(), part);
        }
    }

    // What an empty value leaves behind: a preposition before a stop, a label before nothing, two spaces, empty brackets.
    [GeneratedRegex(@"\b(by|about|is|for|until)[ ]?[.,:]|: *\n\n(?!\{|>|\w)|[ ]{2,}|\( *\)|[ ][.,:]|\.\.|Dear ,|\n{3,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Botched();
}
