using System.Text;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Providers;

public sealed class GraphNotificationTests
{
    [Fact]
    public void A_new_mail_is_told_of_by_its_resource_and_our_secret()
    {
        var told = Assert.Single(GraphNotifications.Read(Payload.Bytes("Payloads/graph.json")));

        Assert.Equal(("kettle-secret", "created", null), (told.ClientState, told.ChangeType, told.LifecycleEvent));
        Assert.Equal("7f105c7d-2dc5-4530-97cd-4e7ae6534c07", told.SubscriptionId);
        Assert.True(GraphNotifications.IsMessage(told.Resource!));
    }

    [Fact]
    public void A_subscription_that_needs_care_says_so()
    {
        var told = Assert.Single(GraphNotifications.Read(Payload.Bytes("Payloads/graph-lifecycle.json")));

        Assert.Equal((null, "reauthorizationRequired"), (told.Resource, told.LifecycleEvent));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":[1]}""")]
    [InlineData("""{"value":[{"resource":5}]}""")]
    [InlineData("""{"value":[{"resource":"x" """)]
    public void Another_shape_is_unreadable(string json) =>
        Assert.Throws<UnreadableMailException>(() => GraphNotifications.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void More_notifications_than_Graph_sends_are_unreadable() =>
        Assert.Throws<UnreadableMailException>(() => GraphNotifications.Read(Encoding.UTF8.GetBytes($$"""{"value":[{{string.Join(',', Enumerable.Repeat("{}", 1_001))}}]}""")));

    [Theory]
    [InlineData("users/ada@shop.example/messages/AAMk_-=")]
    [InlineData("/Users/622eaaff-0683-4862-9de4-f2ec83c2bd98/Messages/AAMk")]
    [InlineData("users/o'neil@shop.example/mailFolders('inbox')/messages/AAMk")]
    [InlineData("users/ada@shop.example/mailFolders/inbox/messages/AAMk")]
    public void A_mail_in_a_mailbox_may_be_fetched(string resource) => Assert.True(GraphNotifications.IsMessage(resource));

    [Theory]
    [InlineData("")]
    [InlineData("me/messages/AAMk")]
    [InlineData("users/../messages/AAMk")]
    [InlineData("users/ada/messages/AAMk/../../../secrets")]
    [InlineData("users/ada/messages/AAMk/attachments")]
    [InlineData("users/ada/messages/AAMk?$expand=x")]
    [InlineData("users/ada/messages/AAMk#x")]
    [InlineData("users/ada/messages/%2e%2e")]
    [InlineData("users/ada/messages/AAMk\n")]
    [InlineData("users/ada/events/AAMk")]
    [InlineData("https://evil.example/users/ada/messages/AAMk")]
    [InlineData("//evil.example/users/ada/messages/AAMk")]
    [InlineData("users/@evil.example/messages/AAMk")]
    [InlineData("users/ada\\x/messages/AAMk")]
    public void Nothing_else_may(string resource) => Assert.False(GraphNotifications.IsMessage(resource));
}
