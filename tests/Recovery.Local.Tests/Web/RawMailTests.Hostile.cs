using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;

namespace Recovery.Local.Tests.Web;

/// <content>Mail that is packed, huge, dated wrongly or forged.</content>
public partial class RawMailTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_is_packed_is_never_unpacked(string encoding)
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        using var packed = new MemoryStream();
        using (var bomb = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            bomb.Write(new byte[20 * 1024 * 1024]);
        var body = ChannelSite.Body(packed.ToArray(), "message/rfc822");
        body.Headers.ContentEncoding.Add(encoding);

        await server.TellAsync(Path, body, 415);

        Assert.Empty(site.Files.Kept);
    }

    [Fact]
    public async Task A_mail_of_25_MB_is_taken_whole_and_one_of_40_MB_is_refused()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        var photo = RandomNumberGenerator.GetBytes(18 * 1024 * 1024); // 25 MB in base64.

        var told = await server.TellAsync(Path, ChannelSite.Mail(WithFile("photo.jpg", "image/jpeg", photo)));

        Assert.Equal(photo.Length, Assert.Single((await ReviewTests.CaseAsync(site, told)).Complaint.Attachments).Size);
        await server.TellAsync(Path, ChannelSite.Body(new byte[40 * 1024 * 1024], "message/rfc822"), 413);
        using var unsaid = new HttpRequestMessage(HttpMethod.Post, Path) { Content = ChannelSite.Body(new byte[40 * 1024 * 1024], "message/rfc822") };
        unsaid.Headers.TransferEncodingChunked = true;
        using var answer = await server.SendAsync(unsaid);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(await site.Parked.ListAsync(null, 10, default));
    }

    [Fact]
    public async Task Ten_thousand_recipients_are_one_mail()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        var all = string.Join(", ", Enumerable.Range(1, 10_000).Select(n => $"c{n}@x.example"));

        var told = await server.TellAsync(Path, ChannelSite.Mail(Plain.Replace("To: care", $"Cc: {all}\nTo: care", StringComparison.Ordinal)));

        Assert.Contains(told["outcome"]!.ToString(), (string[])["opened", "parked"]);
    }

    [Theory]
    [InlineData("1 Jan 2099 00:00:00 +0000")]
    [InlineData("1 Jan 1950 00:00:00 +0000")]
    [InlineData("31 Feb 2026 25:61:00 +9999")]
    public async Task A_date_that_cannot_be_is_not_believed(string date)
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();

        var told = await server.TellAsync(Path, ChannelSite.Mail(Plain.Replace("Mon, 23 Nov 2026 18:02:11 +0000", date, StringComparison.Ordinal)));

        var subject = await ReviewTests.CaseAsync(site, told);
        Assert.Null(subject.Complaint.Mail!.SentAt);
        Assert.Equal(site.Clock.Now, subject.OpenedAt);
    }

    [Fact]
    public async Task Headers_slipped_into_the_envelope_or_a_header_reach_nothing()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();

        var told = await server.TellAsync(
            $"{Path}?sender=ann%40customer.example%0D%0ABcc%3A%20eve%40evil.example&recipient=x%0d%0aBcc:eve@evil.example",
            ChannelSite.Mail(Plain.Replace("Subject: My tent leaks", "Subject: =?utf-8?q?Leaks=0D=0ABcc:_eve@evil.example?=", StringComparison.Ordinal)));

        var subject = await ReviewTests.CaseAsync(site, told);
        Assert.DoesNotContain('\n', subject.Complaint.Mail!.Subject!);
        Assert.Equal("ann@customer.example", subject.Complaint.Email);
    }
}
