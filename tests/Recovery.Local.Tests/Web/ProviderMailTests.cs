using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Recovery.Cases;
using Recovery.Intake.Signatures;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

/// <summary>What each provider posts, as it posts it, and what each must be answered.</summary>
public class ProviderMailTests
{
    private const string Path = "/api/intake/email/";
    private const string MailgunKey = "key-of-mailgun";

    [Theory]
    [InlineData("postmark.json", "ada.brook@mail.example")]
    [InlineData("postmark-raw.json", null)]
    [InlineData("postmark-html-only.json", null)]
    [InlineData("postmark-holiday.json", null)]
    public async Task Postmark_brings_a_mail_once(string payload, string? from)
    {
        await using var site = await ChannelSite.StartAsync();
        using var postmark = site.Customer();

        var told = await postmark.TellAsync($"{Path}postmark", Payloads.Json($"Mail/{payload}"));
        var again = await postmark.TellAsync($"{Path}postmark", Payloads.Json($"Mail/{payload}"));

        await AssertOnceAsync(site, told, again);
        if (from is not null)
            Assert.Equal(from, (await ReviewTests.CaseAsync(site, told)).Complaint.Email);
    }

    [Theory]
    [InlineData("sendgrid.txt")]
    [InlineData("sendgrid-raw.txt")]
    public async Task Sendgrid_brings_a_mail_once_and_its_charsets_are_read(string payload)
    {
        await using var site = await ChannelSite.StartAsync();
        using var sendgrid = site.Customer();

        var told = await sendgrid.TellAsync($"{Path}sendgrid", Payloads.Form($"Mail/{payload}"));
        var again = await sendgrid.TellAsync($"{Path}sendgrid", Payloads.Form($"Mail/{payload}"));

        await AssertOnceAsync(site, told, again);
        var complaint = (await ReviewTests.CaseAsync(site, told)).Complaint;
        if (payload == "sendgrid.txt")
            Assert.Equal(("Jörg Müller", "Kessel kommt zu spät"), (complaint.Name, complaint.Mail!.Subject));
    }

    [Fact]
    public async Task A_report_of_mail_that_is_not_ours_is_for_staff()
    {
        await using var site = await ChannelSite.StartAsync();
        using var sendgrid = site.Customer();

        var told = await sendgrid.TellAsync($"{Path}sendgrid", Payloads.Form("Mail/sendgrid-bounce.txt"));

        Assert.Equal("parked", told["outcome"]!.ToString());
    }

    [Fact]
    public async Task Sendgrids_signature_is_checked_over_every_byte_once_its_key_is_set()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var access = new IntakeAccess { SendGridVerificationKey = Convert.ToBase64String(signer.ExportSubjectPublicKeyInfo()), OpenTo = IntakeOpenness.Everybody };
        await using var site = await ChannelSite.StartAsync(access);
        using var sendgrid = site.Customer();

        await sendgrid.TellAsync($"{Path}sendgrid", Payloads.Form("Mail/sendgrid.txt"), 401);
        await sendgrid.TellAsync($"{Path}sendgrid", await SignedAsync(changed: true), 401);
        var told = await sendgrid.TellAsync($"{Path}sendgrid", await SignedAsync(changed: false));

        Assert.Equal("opened", told["outcome"]!.ToString());
        Assert.Empty(await site.Parked.ListAsync(null, 10, default));

        // What is in the content's headers goes out with the request.
        async Task<HttpContent> SignedAsync(bool changed)
        {
            const string time = "1763719964";
            var body = Payloads.Form("Mail/sendgrid.txt");
            var bytes = await body.ReadAsByteArrayAsync();
            var signature = signer.SignData([.. Encoding.UTF8.GetBytes(time), .. bytes], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            var sent = changed ? Payloads.Form("Mail/sendgrid.txt", t => t + " ") : body;
            sendgrid.DefaultRequestHeaders.Remove(SendGridSignature.SignatureHeader);
            sendgrid.DefaultRequestHeaders.Remove(SendGridSignature.TimestampHeader);
            sendgrid.DefaultRequestHeaders.Add(SendGridSignature.SignatureHeader, Convert.ToBase64String(signature));
            sendgrid.DefaultRequestHeaders.Add(SendGridSignature.TimestampHeader, time);
            return sent;
        }
    }

    [Theory]
    [InlineData("mailgun.txt")]
    [InlineData("mailgun-form.txt")]
    [InlineData("mailgun-raw.txt")]
    public async Task Mailgun_brings_a_mail_once_and_signs_it(string payload)
    {
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { MailgunSigningKey = MailgunKey });
        using var mailgun = site.Customer();

        var told = await mailgun.TellAsync($"{Path}mailgun", Signed(payload, DateTimeOffset.UtcNow));
        var again = await mailgun.TellAsync($"{Path}mailgun", Signed(payload, DateTimeOffset.UtcNow));

        await AssertOnceAsync(site, told, again);
        if (payload != "mailgun-raw.txt")
            Assert.Equal("Colis perdu à Lyon", (await ReviewTests.CaseAsync(site, told)).Complaint.Mail!.Subject);
    }

    [Fact]
    public async Task A_signature_that_is_wrong_missing_ancient_or_of_the_future_makes_Mailgun_stop_and_nothing_is_kept()
    {
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { MailgunSigningKey = MailgunKey, OpenTo = IntakeOpenness.Everybody });
        using var mailgun = site.Customer();
        var now = DateTimeOffset.UtcNow;

        await mailgun.TellAsync($"{Path}mailgun", Signed("mailgun.txt", now, "another key"), 406);
        await mailgun.TellAsync($"{Path}mailgun", Signed("mailgun.txt", now - TimeSpan.FromDays(30)), 406);
        await mailgun.TellAsync($"{Path}mailgun", Signed("mailgun.txt", now + TimeSpan.FromDays(30)), 406);
        await mailgun.TellAsync($"{Path}mailgun", new FormUrlEncodedContent([KeyValuePair.Create("subject", "unsigned")]), 406);
        await mailgun.TellAsync($"{Path}mailgun", Payloads.Form("Mail/mailgun.txt", t => t[..300]), 400);

        Assert.Empty(site.Files.Kept);
    }

    [Fact]
    public async Task Until_its_key_is_set_Mailgun_is_asked_to_come_again()
    {
        await using var site = await ChannelSite.StartAsync();
        using var mailgun = site.Customer();

        await mailgun.TellAsync($"{Path}mailgun", Signed("mailgun.txt", DateTimeOffset.UtcNow), 503);
    }

    [Theory]
    [InlineData("postmark", "{\"From\":\"ada@mail.exam", "application/json")]
    [InlineData("postmark", "[]", "application/json")]
    [InlineData("postmark", "", "application/json")]
    [InlineData("sendgrid", "--x\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\nada", "multipart/form-data; boundary=x")]
    [InlineData("sendgrid", "anything", "multipart/form-data")]
    [InlineData("sendgrid", "{}", "application/json")]
    [InlineData("sendgrid", "--x\r\nContent-Disposition: form-data\r\n\r\nada\r\n--x--", "multipart/form-data; boundary=x")]
    public async Task What_breaks_off_or_has_no_shape_is_kept_whole_and_not_sent_again(string provider, string body, string type)
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();
        using var staff = site.Staff();

        var told = await client.TellAsync(Path + provider, ChannelSite.Body(Encoding.UTF8.GetBytes(body), type));

        Assert.Equal("parked", told["outcome"]!.ToString());
        var parked = await site.ParkedAsync();
        Assert.Equal((told["parked"]!.ToString(), $"email/{provider}", type), (parked.Id, parked.Source, parked.MediaType));
        Assert.Equal(body, Encoding.UTF8.GetString((await site.Files.FindAsync("parked", parked.File!, default))!));
        Assert.DoesNotContain("ada", parked.Reason, StringComparison.Ordinal);
        using var again = await staff.PostAsync($"/api/parked/{parked.Id}/retry", null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
    }

    private static async Task AssertOnceAsync(Site site, JsonNode told, JsonNode again)
    {
        Assert.Equal("opened", told["outcome"]!.ToString());
        Assert.Equal(told.ToJsonString(), again.ToJsonString());
        var history = await site.Cases.HistoryAsync((await ReviewTests.CaseAsync(site, told)).Id, default);
        Assert.Single(history.OfType<ComplaintReceived>());
        Assert.DoesNotContain(history, e => e is CustomerWrote);
        Assert.Empty(await site.Parked.ListAsync(null, 10, default));
        Assert.Equal("", site.Log.All);
    }

    /// <summary>The payload with the three fields of a signature made now.</summary>
    private static ByteArrayContent Signed(string payload, DateTimeOffset at, string key = MailgunKey)
    {
        var (time, token) = ($"{at.ToUnixTimeSeconds()}", Guid.NewGuid().ToString("N"));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(time + token)));
        return Payloads.Form($"Mail/{payload}", body =>
        {
            foreach (var (name, value) in ((string, string)[])[("timestamp", time), ("token", token), ("signature", signature)])
            {
                body = System.Text.RegularExpressions.Regex.Replace(body, $"(name=\"{name}\"\r\n\r\n)[^\r]*", $"${{1}}{value}", default, TimeSpan.FromSeconds(5));
                body = System.Text.RegularExpressions.Regex.Replace(body, $"(^|&){name}=[^&\r\n]*", $"${{1}}{name}={value}", default, TimeSpan.FromSeconds(5));
            }

            return body;
        });
    }
}
