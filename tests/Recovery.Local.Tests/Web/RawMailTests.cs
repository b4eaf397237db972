using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web;
using Recovery.Web.Http;

namespace Recovery.Local.Tests.Web;

/// <summary>Mail as it travels, posted by a mail server, and everything that can be wrong with it.</summary>
public partial class RawMailTests
{
    private const string Path = "/api/intake/email/mime";

    private const string Plain =
        """
        From: Ann Other <ann@customer.example>
        To: care@fernhill.example
        Subject: My tent leaks
        Message-ID: <tent-1@customer.example>
        Date: Mon, 23 Nov 2026 18:02:11 +0000

        It rained in all night. I want another one.
        """;

    [Fact]
    public async Task A_mail_becomes_a_case_and_sent_again_it_is_the_same_one()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();

        var told = await server.TellAsync(Path, ChannelSite.Mail(Plain));
        var again = await server.TellAsync($"{Path}?sender=ann@customer.example&recipient=care@fernhill.example", ChannelSite.Mail(Plain));

        Assert.Equal(told.ToJsonString(), again.ToJsonString());
        var subject = await ReviewTests.CaseAsync(site, told);
        Assert.Equal(("opened", "ann@customer.example", "Ann Other"), (told["outcome"]!.ToString(), subject.Complaint.Email, subject.Complaint.Name));
        Assert.Contains("It rained in all night.", subject.Complaint.Description, StringComparison.Ordinal);
        Assert.Single((await site.Cases.HistoryAsync(subject.Id, default)).OfType<ComplaintReceived>());
        Assert.Empty(await site.Parked.ListAsync(null, 10, default));
        Assert.DoesNotContain("ann@", site.Log.All, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_reply_goes_to_the_case_of_what_it_answers()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        var opened = await server.TellAsync(Path, ChannelSite.Mail(Plain));

        var told = await server.TellAsync(Path, ChannelSite.Mail(
            """
            From: Ann Other <ann@customer.example>
            To: care@fernhill.example
            Subject: Re: My tent leaks
            Message-ID: <tent-2@customer.example>
            In-Reply-To: <tent-1@customer.example>

            And now the poles have broken too.
            """));

        Assert.Equal(("joined", opened["caseId"]!.ToString()), (told["outcome"]!.ToString(), told["caseId"]!.ToString()));
        var id = (await ReviewTests.CaseAsync(site, opened)).Id;
        Assert.Contains("poles", Assert.Single((await site.Cases.HistoryAsync(id, default)).OfType<CustomerWrote>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_null_return_path_is_an_envelope_of_its_own()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();

        var told = await server.TellAsync($"{Path}?sender=&recipient=care@fernhill.example", ChannelSite.Mail(Plain));

        var subject = await ReviewTests.CaseAsync(site, told);
        Assert.NotNull(subject.Complaint.Mail!.Automatic);
        Assert.DoesNotContain((await site.Cases.HistoryAsync(subject.Id, default)), e => e is MessageWritten);
    }

    [Fact]
    public async Task Files_are_kept_and_given_to_staff_alone_and_only_as_downloads()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        using var staff = site.Staff();
        var page = "<script>alert(1)</script>"u8.ToArray();

        var told = await server.TellAsync(Path, ChannelSite.Mail(WithFile("../../\"évil\".html", "text/html", page)));

        var hash = Convert.ToHexStringLower(SHA256.HashData(page));
        var file = Assert.Single((await ReviewTests.CaseAsync(site, told)).Complaint.Attachments);
        Assert.Equal((hash, page.Length), (file.Sha256, (int)file.Size));
        var path = $"/api/cases/{told["caseId"]}/attachments/{hash}";
        using var answer = await staff.GetAsync(path);
        Assert.Equal(page, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("attachment;", answer.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("/", answer.Content.Headers.ContentDisposition!.FileName!, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        using var nobody = site.Customer();
        await nobody.PageAsync(path, HttpStatusCode.Unauthorized);
        await nobody.PageAsync($"/console{path["/api".Length..]}", HttpStatusCode.SeeOther);
        await staff.PageAsync($"/api/cases/{told["caseId"]}/attachments/{new string('0', 64)}", HttpStatusCode.NotFound);
        var other = await server.TellAsync(Path, ChannelSite.Mail(Plain));
        await staff.PageAsync($"/api/cases/{other["caseId"]}/attachments/{hash}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_no_mail_is_answered_so_that_it_is_not_sent_again_and_kept_whole()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        using var staff = site.Staff();
        var body = RandomNumberGenerator.GetBytes(50_000);

        var told = await server.TellAsync($"{Path}?sender=ann@customer.example&code=a-secret", ChannelSite.Body(body, "message/rfc822"));

        Assert.Equal("parked", told["outcome"]!.ToString());
        var parked = await site.ParkedAsync();
        Assert.Equal((told["parked"]!.ToString(), "email/mime"), (parked.Id, parked.Source));
        Assert.DoesNotContain("a-secret", parked.Query!, StringComparison.Ordinal);
        using var shown = await staff.GetAsync($"/api/parked/{parked.Id}");
        Assert.Equal("50000", (await CaseApiTests.JsonAsync(shown))["size"]!.ToString());
        using var whole = await staff.GetAsync($"/api/parked/{parked.Id}?download");
        Assert.Equal(body, await whole.Content.ReadAsByteArrayAsync());
        Assert.Equal($"{parked.Id}.eml", whole.Content.Headers.ContentDisposition!.FileName);
        using var again = await staff.PostAsync($"/api/parked/{parked.Id}/retry", null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        // The same once more is kept once.
        await server.TellAsync($"{Path}?sender=ann@customer.example", ChannelSite.Body(body, "message/rfc822"));
        await site.ParkedAsync();
    }

    [Fact]
    public async Task What_could_not_be_taken_then_is_taken_when_staff_try_it_again()
    {
        await using var site = await ChannelSite.StartAsync();
        using var staff = site.Staff();
        var mail = Encoding.UTF8.GetBytes(Plain.ReplaceLineEndings("\r\n"));
        var name = Convert.ToHexStringLower(SHA256.HashData(mail));
        await site.Files.PutAsync("parked", name, mail, default);
        await site.Parked.ParkAsync(
            new ParkedMessage("p-1", "email/mime", "An earlier version could not read it.", "From: ...", Instant.FromUtc(2026, 11, 20, 8, 0)) { File = name, MediaType = "message/rfc822" }, default);

        using var again = await staff.PostAsync("/api/parked/p-1/retry", null);

        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.Empty(await site.Parked.ListAsync(null, 10, default));
        Assert.NotNull(await site.Cases.LoadAsync(CaseId.From("email", "tent-1@customer.example"), default));
    }

    [Fact]
    public async Task A_fault_of_ours_is_answered_so_that_the_mail_is_sent_again()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        site.Files.Fault = new IOException("disk of ann@customer.example is full");
        var mail = WithFile("photo.jpg", "image/jpeg", [1, 2, 3]);

        await server.TellAsync(Path, ChannelSite.Mail(mail), 500);
        Assert.DoesNotContain("ann@", site.Log.All, StringComparison.Ordinal);
        site.Files.Fault = null;

        Assert.Equal("opened", (await server.TellAsync(Path, ChannelSite.Mail(mail)))["outcome"]!.ToString());
    }

    [Fact]
    public async Task A_wrong_charset_label_loses_nothing()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();
        var mail = Encoding.Latin1.GetBytes(Plain.Replace("\n\nIt rained", "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nZoë says it rained", StringComparison.Ordinal).ReplaceLineEndings("\r\n"));

        var told = await server.TellAsync(Path, ChannelSite.Body(mail, "message/rfc822"));

        Assert.Contains("Zoë says it rained", (await ReviewTests.CaseAsync(site, told)).Complaint.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_provider_or_a_form_is_told_what_is_taken()
    {
        await using var site = await ChannelSite.StartAsync();
        using var server = site.Customer();

        var unknown = await server.TellAsync("/api/intake/email/sparkpost", ChannelSite.Mail(Plain), 404);
        Assert.Contains("postmark, sendgrid, mailgun, graph, mime", unknown["detail"]!.ToString(), StringComparison.Ordinal);
        await server.TellAsync(Path, new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"), 415);
    }

    [Fact]
    public async Task Without_a_key_one_source_may_knock_only_so_often()
    {
        await using var site = await ChannelSite.StartAsync(with: s => s.AddSingleton(new SourceLimits(new SiteOptions { ApiComplaintsPerMinute = 1 })));
        using var server = site.Customer();

        await server.TellAsync(Path, ChannelSite.Mail(Plain));
        await server.TellAsync(Path, ChannelSite.Mail(Plain), 429);
    }

    private static string WithFile(string name, string mediaType, byte[] content) =>
        $"""
        From: ann@customer.example
        To: care@fernhill.example
        Subject: See the photo
        Message-ID: <photo-1@customer.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=part

        --part
        Content-Type: text/plain

        Here it is.
        --part
        Content-Type: {mediaType}
        Content-Disposition: attachment; filename*=utf-8''{Uri.EscapeDataString(name)}
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}
        --part--
        """;
}
