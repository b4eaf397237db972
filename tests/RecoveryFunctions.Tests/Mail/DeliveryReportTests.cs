using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Webhooks;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Mail;

/// <summary>What Communication Services tells of mail that it had taken, minutes or days later.</summary>
[Collection(AzuriteTests.Name)]
public sealed class DeliveryReportTests(AzuriteServer azurite)
{
    private const string NoSuchUser = "550 5.1.1 <carla@customer.example>: Recipient address rejected by mx 10.5.1.1";

    [Theory]
    [InlineData("Bounced", "the address does not exist or takes no mail (bounced); code 5.1.1")]
    [InlineData("Suppressed", "mail to the address bounced before, so the mail service did not send this one (suppressed); code 5.1.1")]
    [InlineData("Failed", "the receiver's mail system did not take it; code 5.1.1")]
    [InlineData("Quarantined", "the receiver's mail system holds it back as spam (quarantined); code 5.1.1")]
    [InlineData("FilteredSpam", "the receiver's mail system refused it as spam; code 5.1.1")]
    [InlineData("SomethingNew", "the receiver's mail system did not take it; code 5.1.1")]
    public async Task A_message_that_reached_nobody_becomes_a_task_for_the_owner(string status, string reason)
    {
        await using var world = await SentAsync();

        await world.Reports.HandleAsync(FakeCommunicationServices.Report(world.Acknowledgement.Operation, status, MailWorld.Customer, NoSuchUser), default);

        Assert.Equal(reason, Assert.Single(world.Store.Events.OfType<MessageUndelivered>()).Reason);
        Assert.False(world.Now.IsAcknowledged);
        Assert.Equal(world.Now.Owner, Assert.IsType<StaffAlert>(Assert.Single(world.Store.Pending).Effect).Person);
        await world.TurnAsync();
        Assert.StartsWith("Our message did not arrive", world.Acs.Delivered[^1].Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Delivered")]
    [InlineData("Expanded")]
    [InlineData("OutForDelivery")]
    public async Task A_message_that_arrived_or_is_on_its_way_is_no_news(string status)
    {
        await using var world = await SentAsync();

        await world.Reports.HandleAsync(FakeCommunicationServices.Report(world.Acknowledgement.Operation, status, MailWorld.Customer), default);

        Assert.Empty(world.Store.Pending);
        Assert.True(world.Now.IsAcknowledged);
    }

    [Fact]
    public async Task A_notice_about_a_webhook_goes_out_once_and_when_it_bounces_operators_hear_of_it_and_no_case_does()
    {
        await using var world = await SentAsync();
        var subscription = StoredWebhooks.Subscription("wh_a");
        var notices = new OwnerNotices(MailWorld.Composer(), world.Mailer, world);
        var events = world.Store.Events.Count;
        var failures = new List<string>();
        for (var tries = 0; tries < 2; tries++)
            Assert.True(await notices.TellAsync(subscription, OwnerNotice.Parked, world.Time.Now, failures, default));
        var notice = Assert.Single(world.Acs.Delivered, m => m.To.Contains(subscription.Owner!));

        await world.Reports.HandleAsync(FakeCommunicationServices.Report(notice.Operation, "Bounced", subscription.Owner!, NoSuchUser), default);

        Assert.Empty(failures);
        Assert.Equal(events, world.Store.Events.Count);
        Assert.Contains(world.Log, line => line.Contains("MailUndelivered", StringComparison.Ordinal) && line.Contains("wh_a-parked", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Log, line => line.Contains(subscription.Owner!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_come_one_by_one_or_many_at_once_and_in_either_schema()
    {
        await using var world = await SentAsync();
        var operation = world.Acknowledgement.Operation;
        var delivered = FakeCommunicationServices.Report(operation, "Delivered", MailWorld.Customer);
        var other = """{"id":"1","eventType":"Microsoft.Communication.EmailEngagementTrackingReportReceived","data":{}}""";
        var bounced = FakeCommunicationServices.CloudReport(operation, "bounced", MailWorld.Customer);

        await world.Reports.HandleAsync($"[{delivered},{other},{bounced}]", default);

        Assert.Equal([world.Store.Events.OfType<MessageWritten>().First().Number], world.Now.Undelivered.AsEnumerable());
    }

    [Fact]
    public async Task A_report_that_comes_twice_is_told_once()
    {
        await using var world = await SentAsync();
        var report = FakeCommunicationServices.Report(world.Acknowledgement.Operation, "Bounced", MailWorld.Customer);

        await world.Reports.HandleAsync(report, default);
        await world.TurnAsync();
        await world.Service.ExecuteAsync(MailWorld.Case, new SendMessage(new CommandId("m"), Actor.Staff("maya-okafor"), "We tried to reach you."), null, default);
        await world.TurnAsync();
        Assert.Empty(world.Now.Undelivered);
        await world.Reports.HandleAsync(report, default);

        Assert.Single(world.Store.Events.OfType<MessageUndelivered>());
        Assert.Empty(world.Now.Undelivered);
    }

    [Fact]
    public async Task A_report_that_overtakes_the_saving_of_the_turn_still_counts()
    {
        await using var world = await MailWorld.OpenedAsync(azurite);
        world.Store.BeforeSave = () =>
        {
            world.Store.BeforeSave = () => { };
            world.Reports.HandleAsync(FakeCommunicationServices.Report(world.Acknowledgement.Operation, "Bounced", MailWorld.Customer), default).GetAwaiter().GetResult();
        };

        await world.TurnAsync();

        Assert.Single(world.Now.Undelivered);
        Assert.False(world.Now.IsAcknowledged);
    }

    [Fact]
    public async Task An_alert_that_bounced_stands_on_the_case()
    {
        await using var world = await SentAsync();
        var alert = world.Acs.Delivered.First(m => !m.To.Contains(MailWorld.Customer));
        var report = FakeCommunicationServices.Report(alert.Operation, "Bounced", alert.To[0]);

        await world.Reports.HandleAsync(report, default);
        await world.Reports.HandleAsync(report, default);

        Assert.Contains("(bounced)", Assert.Single(world.Store.Events.OfType<AlertUndelivered>()).Reason, StringComparison.Ordinal);
        Assert.True(world.Now.IsAlertLost);
    }

    [Fact]
    public async Task An_alert_to_several_is_lost_only_when_it_reached_none_of_them()
    {
        await using var world = await SentAsync();
        await world.Service.ExecuteAsync(MailWorld.Case, new Escalate(new CommandId("e"), Actor.Staff("maya-okafor"), "The press called."), null, default);
        await world.TurnAsync();
        var alert = world.Acs.Delivered[^1];
        Assert.True(alert.To.Count > 1);

        foreach (var (index, to) in alert.To.Index().Skip(1))
            await world.Reports.HandleAsync(FakeCommunicationServices.Report(alert.Operation, "Bounced", to, id: $"{index}"), default);
        await world.Reports.HandleAsync(FakeCommunicationServices.Report(alert.Operation, "Bounced", alert.To[1], id: "1"), default);
        Assert.False(world.Now.IsAlertLost);

        await world.Reports.HandleAsync(FakeCommunicationServices.Report(alert.Operation, "Bounced", alert.To[0], id: "0"), default);
        Assert.True(world.Now.IsAlertLost);
    }

    [Fact]
    public async Task Nobodys_address_is_logged_or_stored()
    {
        await using var world = await SentAsync();

        await world.Reports.HandleAsync(FakeCommunicationServices.Report(world.Acknowledgement.Operation, "Bounced", MailWorld.Customer, NoSuchUser), default);
        await world.Reports.HandleAsync(FakeCommunicationServices.Report(Guid.NewGuid(), "Bounced", MailWorld.Customer, NoSuchUser), default);

        Assert.Contains(world.Log, line => line.StartsWith("Warning MailUndelivered", StringComparison.Ordinal));
        Assert.Contains(world.Log, line => line.Contains("belongs to no case", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Log, line => line.Contains("carla", StringComparison.OrdinalIgnoreCase));
        await foreach (var row in world.Tables.Mails.QueryAsync<Azure.Data.Tables.TableEntity>())
            Assert.DoesNotContain(row.Keys, key => $"{row[key]}".Contains('@', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("\"carla@customer.example\"")]
    [InlineData("""[{"recipient":"carla@customer.example"}]""")]
    [InlineData("""{"id":"1","eventType":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"recipient":"carla@customer.example"}}""")]
    [InlineData("""{"id":"1","eventType":"Microsoft.Communication.EmailDeliveryReportReceived","data":"carla@customer.example"}""")]
    [InlineData("""{"id":1,"eventType":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"messageId":"x","status":"Bounced"}}""")]
    public async Task What_is_no_event_is_said_to_be_none_without_quoting_it(string body)
    {
        await using var world = await SentAsync();

        var fault = await Assert.ThrowsAsync<FormatException>(() => world.Reports.HandleAsync(body, default));

        Assert.DoesNotContain("carla", $"{fault}", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_report_of_mail_that_is_none_of_ours_is_passed_over()
    {
        await using var world = await SentAsync();

        await world.Reports.HandleAsync("""{"id":"1","eventType":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"messageId":"not-ours","status":"Bounced"}}""", default);

        Assert.Empty(world.Store.Pending);
    }

    private async Task<MailWorld> SentAsync()
    {
        var world = await MailWorld.OpenedAsync(azurite);
        await world.TurnAsync();
        Assert.Empty(world.Store.Pending);
        world.Time.Now += Duration.FromMinutes(5);
        return world;
    }
}
