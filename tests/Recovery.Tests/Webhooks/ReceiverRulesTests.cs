using System.Net;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

public sealed class ReceiverRulesTests
{
    private static readonly ReceiverRules s_rules = new([8443]);
    private static readonly ReceiverRules s_development = new([8443], AllowPrivate: true);
    private static readonly Uri s_url = new("https://app.example.com/hooks");

    [Theory]
    [InlineData("https://app.example.com/hooks?tenant=7")]
    [InlineData("https://app.example.com:8443/")]
    [InlineData("https://grün.example/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    public void A_public_address_by_https_may_be_called(string text)
    {
        Assert.Null(s_rules.Fault(text, out var url));
        Assert.NotNull(url);
    }

    [Theory]
    [InlineData("http://app.example.com/", "https://")]
    [InlineData("http://127.0.0.1/", "https://")]
    [InlineData("ftp://app.example.com/", "address such as")]
    [InlineData("file:///etc/passwd", "address such as")]
    [InlineData("/hooks", "address such as")]
    [InlineData("//app.example.com/", "address such as")]
    [InlineData("app.example.com", "address such as")]
    [InlineData("", "address such as")]
    [InlineData(" https://app.example.com/", "address such as")]
    [InlineData("https://app.example.com/\r\nx: y", "address such as")]
    [InlineData("https://-app.example.com/", "address such as")]
    [InlineData("https://staff:word@app.example.com/", "name or password")]
    [InlineData("https://app.example.com@evil.example/", "name or password")]
    [InlineData("https://@app.example.com/", "name or password")]
    [InlineData("https://app.example.com/#part", "after #")]
    [InlineData("https://app.example.com/#", "after #")]
    [InlineData("https://app.example.com:22/", "port 443 or 8443")]
    [InlineData("https://app.example.com:0/", "port 443 or 8443")]
    [InlineData("https://[fe80::1%25eth0]/", "network interface")]
    [InlineData("https://[fe80::1%1]/", "network interface")]
    public void What_is_wrong_with_an_address_is_said(string text, string reason)
    {
        Assert.Contains(reason, s_rules.Fault(text, out var url), StringComparison.Ordinal);
        Assert.Null(url);
    }

    [Fact]
    public void An_address_has_a_greatest_length()
    {
        const string Start = "https://app.example.com/";
        Assert.Null(s_rules.Fault(Start + new string('a', ReceiverRules.LongestUrl - Start.Length), out _));
        Assert.Contains("2000 characters", s_rules.Fault(Start + new string('a', ReceiverRules.LongestUrl - Start.Length + 1), out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://00000000177.1/")]
    [InlineData("https://2852039166/")]
    [InlineData("https://0xa9fea9fe/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[0:0:0:0:0:0:0:1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:a9fe:a9fe]/")]
    public void Numbers_in_any_notation_are_the_address_that_they_stand_for(string text) =>
        Assert.Contains("private or special", s_rules.Fault(text, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("168.63.129.15")]
    [InlineData("168.63.129.17")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2000::1")]
    [InlineData("2001:200::1")]
    [InlineData("2001:db7::1")]
    [InlineData("2003::1")]
    [InlineData("3ffe::1")]
    public void Neighbours_of_special_addresses_are_public(string address) => Assert.True(s_rules.MayCall(s_url, IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.0")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:7f00:1::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("3fff:fff:ffff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Special_addresses_are_refused_in_development_too(string address)
    {
        Assert.False(s_rules.MayCall(s_url, IPAddress.Parse(address)));
        Assert.False(s_development.MayCall(s_url, IPAddress.Parse(address)));
        Assert.False(s_development.MayCall(new Uri("http://app.example.com/"), IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    public void Private_and_loopback_addresses_may_be_called_in_development_alone(string address)
    {
        Assert.False(s_rules.MayCall(s_url, IPAddress.Parse(address)));
        Assert.True(s_development.MayCall(s_url, IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("http://localhost:5071/hooks", "127.0.0.1", true)]
    [InlineData("http://localhost:5071/hooks", "::1", true)]
    [InlineData("http://crm.test/", "10.1.2.3", false)]
    [InlineData("http://crm.test/", "8.8.8.8", false)]
    [InlineData("https://crm.test:5071/", "10.1.2.3", false)]
    [InlineData("https://crm.test:5071/", "8.8.8.8", false)]
    [InlineData("https://crm.test:8443/", "10.1.2.3", true)]
    public void Plain_http_and_any_port_are_for_loopback_in_development(string text, string address, bool may)
    {
        Assert.Null(s_development.Fault(text, out var url));
        Assert.Equal(may, s_development.MayCall(url!, IPAddress.Parse(address)));
        Assert.False(s_rules.MayCall(url!, IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://168.63.129.16/")]
    [InlineData("https://10.0.0.1:5071/")]
    [InlineData("http://8.8.8.8/")]
    public void In_development_an_address_that_may_not_be_called_is_told_at_once(string text) =>
        Assert.Contains("may not be called", s_development.Fault(text, out _), StringComparison.Ordinal);
}
