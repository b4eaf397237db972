using System.Text.Json.Nodes;
using NodaTime;
using Recovery.Tests.Policy;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>Who hears that a webhook does not get through, when, and in whose words.</summary>
public class PumpNoticeTests
{
    private readonly Downstream _world = new();

    [Fact]
    public async Task The_owner_is_sent_a_link_and_no_secret_and_hears_again_after_a_day()
    {
        await _world.SubscribeAsync();
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(400));
        for (var day = 0; day < 8; day++)
        {
            await _world.PublishAsync($"a{day}/1", $"b{day}/1");
            await _world.RunUntilAsync(_world.Now + Duration.FromDays(1));
        }

        var mail = _world.Mail[0];
        Assert.Equal("owner@crm.example", Assert.Single(mail.To).Address);
        Assert.Contains("https://care.shop.example/console/webhooks/wh_one", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mail.Text + mail.Html + mail.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.Headers, h => h.Value.Contains("<@", StringComparison.Ordinal));
        Assert.InRange(_world.Mail.Count, 3, 5);
        Assert.All(_world.MailedAt.Zip(_world.MailedAt.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Duration.FromDays(1)));
        Assert.Equal(_world.Mail.Count, _world.Mail.Select(m => m.Name).Distinct().Count());
    }

    [Fact]
    public async Task Without_an_owner_the_operators_of_the_policy_are_told()
    {
        _world.Current = PolicyEdit.Accepted(p => p["people"]![0]!["roles"]!.AsArray().Add("operator"));
        var operators = _world.Current.Document.People.Where(p => p.Roles.Contains("operator")).Select(p => p.Email).ToList();
        await _world.SubscribeAsync(owner: null);
        await _world.PublishAsync("a/1");
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(410));

        await _world.RoundAsync();

        Assert.NotEmpty(operators);
        Assert.Equal(operators, _world.Mail.Single().To.Select(t => t.Address));
    }

    [Fact]
    public async Task Without_an_operator_the_top_of_the_ladder_that_has_an_address_is_told()
    {
        await _world.SubscribeAsync(owner: null);
        await _world.SubscribeAsync("wh_two", owner: null);
        await _world.PublishAsync("a/1");
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(410));

        _world.Current = PolicyEdit.Accepted(NoOperator);
        await _world.RoundAsync();
        _world.Current = PolicyEdit.Accepted(p =>
        {
            NoOperator(p);
            Assert.True(p["people"]![6]!.AsObject().Remove("email"));
        });
        await _world.RoundAsync("wh_two");

        Assert.Equal(["ruth.calder@fernhill.example", "eleanor.shaw@fernhill.example"], _world.Mail.Select(m => m.To.Single().Address));

        static void NoOperator(JsonNode policy)
        {
            foreach (var person in policy["people"]!.AsArray())
                person!["roles"] = new JsonArray([.. person["roles"]!.AsArray().Select(r => r!.GetValue<string>()).Where(r => r != "operator").Select(r => JsonValue.Create(r))]);
        }
    }

    [Fact]
    public async Task The_policy_words_what_the_owner_is_told()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(410));
        _world.Current = PolicyEdit.Accepted(p => p["alerts"]!["webhookDisabled"] = new JsonObject
        {
            ["subject"] = "Abgeschaltet: {{webhook}}",
            ["body"] = "Unter {{receiver}} nimmt niemand mehr etwas an ({{tries}}, {{days}}). {{consoleLink}}",
        });

        await _world.RoundAsync();

        var mail = Assert.Single(_world.Mail);
        Assert.Equal("Abgeschaltet: The CRM", mail.Subject);
        Assert.Contains("Unter wh-one.example nimmt niemand mehr etwas an (10, 3).", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://care.shop.example/console/webhooks/wh_one", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OwnerNotice.Parked, "webhookParked", "Events are not getting through: The CRM")]
    [InlineData(OwnerNotice.Disabled, "webhookDisabled", "A webhook was switched off: The CRM")]
    [InlineData(OwnerNotice.NotSigned, "webhookNotSigned", "A webhook cannot be signed: The CRM")]
    public void A_policy_from_before_there_were_webhooks_has_the_built_in_words(OwnerNotice notice, string key, string subject)
    {
        var policy = PolicyEdit.Accepted(p => Assert.True(p["alerts"]!.AsObject().Remove(key)));

        Assert.Equal(subject, policy.Templates.Render(notice, new Dictionary<string, string> { ["webhook"] = "The CRM" }).Subject);
    }

    [Fact]
    public async Task A_notice_that_could_not_be_sent_is_sent_later()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(410));
        _world.BeforeMail = () => throw new IOException("The mail server is away.");

        var round = await _world.RoundAsync();
        Assert.Equal(Downstream.Start + Duration.FromMinutes(30), round.Next);
        Assert.Equal(["wh_one: IOException while its owner was told"], round.Failures);

        _world.BeforeMail = null;
        _world.Pump = _world.NewPump();
        await _world.RunUntilAsync(Downstream.Start + Duration.FromHours(2));
        Assert.Single(_world.Mail);
    }
}
