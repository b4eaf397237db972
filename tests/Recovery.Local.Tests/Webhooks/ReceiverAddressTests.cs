using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Webhooks;

/// <summary>Addresses that lead where they should not, on real connections.</summary>
public sealed class ReceiverAddressTests
{
    [Fact]
    public async Task A_name_that_was_public_when_it_was_saved_and_is_loopback_when_it_is_called_is_refused()
    {
        await using var receiver = RawReceiver.Answering(200);
        using var sending = new Sending(new ReceiverRules([receiver.Port]));
        sending.Name("rebinding.test", ["8.8.8.8"], ["127.0.0.1"]);
        var text = $"https://rebinding.test:{receiver.Port}/";

        var saved = await new ReceiverCheck(sending.Rules, sending).LookAsync(text, default);
        Assert.Equal((null, null), (saved.Fault, saved.Notice));
        var result = await sending.SendAsync(saved.Url!);

        Assert.Equal(SendFault.AddressRefused, result.Fault);
        Assert.Equal(0, receiver.Connections);
        Assert.Equal(["rebinding.test", "rebinding.test"], sending.Resolved);
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_looked_at_and_the_name_is_not_resolved_again()
    {
        await using var receiver = RawReceiver.Answering(200);
        using var sending = new Sending();
        sending.Name("rebinding.test", ["127.0.0.1"], ["169.254.169.254"]);

        Assert.Equal(200, (await sending.SendAsync(receiver.Url("rebinding.test"))).Status);
        Assert.Equal(["rebinding.test"], sending.Resolved);
    }

    [Fact]
    public async Task A_connection_that_has_had_its_time_is_made_anew_and_the_name_looked_at_again()
    {
        await using var receiver = RawReceiver.Answering(200);
        using var sending = new Sending(limits: new SenderLimits { ConnectionLife = TimeSpan.Zero });
        sending.Name("rebinding.test", ["127.0.0.1"], ["169.254.169.254"]);

        Assert.Equal(200, (await sending.SendAsync(receiver.Url("rebinding.test"))).Status);
        Assert.Equal(SendFault.AddressRefused, (await sending.SendAsync(receiver.Url("rebinding.test"))).Fault);
        Assert.Equal(1, receiver.Connections);
    }

    [Theory]
    [InlineData("127.0.0.1", "169.254.169.254")]
    [InlineData("169.254.169.254", "127.0.0.1")]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1")]
    [InlineData("127.0.0.1", "168.63.129.16")]
    public async Task One_address_of_a_name_that_may_not_be_called_refuses_all(string first, string second)
    {
        await using var receiver = RawReceiver.Answering(200);
        using var sending = new Sending();
        sending.Name("mixed.test", [first, second]);

        Assert.Equal(SendFault.AddressRefused, (await sending.SendAsync(receiver.Url("mixed.test"))).Fault);
        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task A_name_with_dead_addresses_is_reached_by_the_one_that_lives()
    {
        await using var receiver = RawReceiver.Answering(200);
        using var sending = new Sending();
        sending.Name("many.test", ["::1", "127.0.0.2", "127.0.0.1"]);

        Assert.Equal(200, (await sending.SendAsync(receiver.Url("many.test"))).Status);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://2130706433:{0}/")]
    [InlineData("https://0x7f.1:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://[::ffff:7f00:1]:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("https://staff:word@localhost:{0}/")]
    public async Task No_way_of_writing_it_leads_to_this_machine(string address)
    {
        await using var receiver = RawReceiver.Answering(200);
        using var sending = new Sending(new ReceiverRules([receiver.Port]));
        sending.Name("localhost", ["127.0.0.1"]);

        var result = await sending.SendAsync(new Uri(string.Format(address, receiver.Port)));

        Assert.Equal((null, SendFault.AddressRefused), (result.Status, result.Fault));
        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task Who_saves_an_address_is_told_what_is_wrong_with_it_or_may_be()
    {
        using var sending = new Sending(new ReceiverRules([]));
        sending.Name("inside.test", ["8.8.8.8", "10.0.0.7"]);
        sending.Name("app.test", ["8.8.8.8"]);
        var check = new ReceiverCheck(sending.Rules, sending);

        Assert.Equal("must begin with https://", (await check.LookAsync("http://app.test/", default)).Fault);
        Assert.Contains("private or special", (await check.LookAsync("https://inside.test/", default)).Fault, StringComparison.Ordinal);
        Assert.Equal(new CheckedReceiver(new Uri("https://app.test/"), null, null), await check.LookAsync("https://app.test/", default));
        Assert.Equal(new CheckedReceiver(new Uri("https://8.8.8.8/"), null, null), await check.LookAsync("https://8.8.8.8/", default));
        var unknown = await check.LookAsync("https://new.test/", default);
        Assert.NotNull(unknown.Url);
        Assert.Contains("not known", unknown.Notice, StringComparison.Ordinal);
    }
}
