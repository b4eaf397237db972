using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Cases;
using Recovery.Intake.Mail;
using Recovery.Local.Tests.OpenApi;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

/// <summary>What Graph posts when a mail has come, and what it must be answered.</summary>
public class GraphNotificationTests
{
    private const string Path = "/api/intake/email/";
    private const string ClientState = "kettle-secret"; // In the payloads.

    [Fact]
    public async Task Graph_is_told_that_we_are_there_in_plain_text()
    {
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = ClientState });
        using var graph = site.Customer();

        using var answer = await graph.PostAsync($"{Path}graph?validationToken=Validation%3A+Testing+%26+more", null);

        Assert.Equal((HttpStatusCode.OK, "text/plain", "Validation: Testing & more"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        using var markup = await graph.PostAsync($"{Path}graph?validationToken=%3Cscript%3Ealert(1)%3C/script%3E", null);
        Assert.Equal(HttpStatusCode.BadRequest, markup.StatusCode);
        Assert.DoesNotContain("<script", await markup.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_tells_of_a_mail_which_is_fetched_and_once_it_is_gone_passed_over()
    {
        var mailbox = new Mailbox { Mail = "From: ann@customer.example\r\nSubject: Leaks\r\nMessage-ID: <g-1@customer.example>\r\n\r\nIt leaks.\r\n"u8.ToArray() };
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = ClientState }, s => s.AddSingleton<IGraphMail>(mailbox));
        using var graph = site.Customer();

        var told = await graph.TellAsync($"{Path}graph", Payloads.Json("Mail/graph.json"), 202);
        await graph.TellAsync($"{Path}graph", Payloads.Json("Mail/graph.json"), 202);
        mailbox.Mail = null;
        var gone = await graph.TellAsync($"{Path}graph", Payloads.Json("Mail/graph.json"), 202);
        using var described = await graph.PostAsync($"{Path}graph", Payloads.Json("Mail/graph.json"));
        await ApiDescription.AssertDescribedAsync(graph, "receiveMail", described);

        var mail = Assert.Single(told["mails"]!.AsArray())!;
        Assert.Equal(("opened", "gone"), (mail["outcome"]!.ToString(), gone["mails"]![0]!["outcome"]!.ToString()));
        var subject = await ReviewTests.CaseAsync(site, mail);
        Assert.Single((await site.Cases.HistoryAsync(subject.Id, default)).OfType<ComplaintReceived>());
        Assert.StartsWith("Users/", mailbox.Asked, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_does_not_know_the_client_state_is_not_Graph()
    {
        var mailbox = new Mailbox();
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = "another" }, s => s.AddSingleton<IGraphMail>(mailbox));
        using var forger = site.Customer();

        await forger.TellAsync($"{Path}graph", Payloads.Json("Mail/graph.json"), 401);
        await forger.TellAsync($"{Path}graph", ChannelSite.Body("""{"value":[]}"""u8.ToArray(), "application/json"), 401);
        await forger.TellAsync($"{Path}graph", ChannelSite.Body("{"u8.ToArray(), "application/json"), 401);

        Assert.Null(mailbox.Asked);
        Assert.Empty(site.Files.Kept);
    }

    [Fact]
    public async Task A_subscription_that_ends_is_a_task_for_staff()
    {
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = ClientState }, s => s.AddSingleton<IGraphMail>(new Mailbox()));
        using var graph = site.Customer();
        using var staff = site.Staff();

        await graph.TellAsync($"{Path}graph", Payloads.Json("Mail/graph-lifecycle.json"), 202);

        var parked = await site.ParkedAsync();
        Assert.Contains("the subscription to the mailbox must be renewed", parked.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(ClientState, parked.Body, StringComparison.Ordinal);
        using var again = await staff.PostAsync($"/api/parked/{parked.Id}/retry", null);
        Assert.Contains("see to the subscription", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_reached_is_told_so_that_Graph_comes_again()
    {
        var mailbox = new Mailbox { Fault = new HttpRequestException("graph of ann@customer.example") };
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = ClientState }, s => s.AddSingleton<IGraphMail>(mailbox));
        using var graph = site.Customer();

        await graph.TellAsync($"{Path}graph", Payloads.Json("Mail/graph.json"), 500);

        Assert.DoesNotContain("ann@", site.Log.All, StringComparison.Ordinal);
        await using var bare = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = ClientState });
        using var client = bare.Customer();
        await client.TellAsync($"{Path}graph", Payloads.Json("Mail/graph.json"), 503);
    }

    [Fact]
    public async Task One_mail_that_cannot_be_fetched_now_keeps_none_of_the_others_back()
    {
        var mailbox = new Mailbox
        {
            Mail = "From: ann@customer.example\r\nSubject: Leaks\r\nMessage-ID: <g-1@customer.example>\r\n\r\nIt leaks.\r\n"u8.ToArray(),
            Fault = new HttpRequestException("away", null, HttpStatusCode.ServiceUnavailable),
            FaultOf = "first",
        };
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = ClientState }, s => s.AddSingleton<IGraphMail>(mailbox));
        using var graph = site.Customer();

        await graph.TellAsync($"{Path}graph", Notifications("first", "second"), 500);

        Assert.NotNull(await site.Cases.LoadAsync(CaseId.From("email", "g-1@customer.example"), default));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task A_mailbox_that_is_closed_to_us_is_a_task_for_staff_before_Graph_forgets_the_mail(HttpStatusCode status)
    {
        var mailbox = new Mailbox { Fault = new HttpRequestException("ann@customer.example", null, status) };
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { GraphClientState = ClientState }, s => s.AddSingleton<IGraphMail>(mailbox));
        using var graph = site.Customer();
        using var staff = site.Staff();

        await graph.TellAsync($"{Path}graph", Notifications("first"), 202);

        var parked = await site.ParkedAsync();
        Assert.Contains($"(status {(int)status})", parked.Reason, StringComparison.Ordinal);
        using var again = await staff.PostAsync($"/api/parked/{parked.Id}/retry", null);
        Assert.Contains("It still cannot be taken", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await site.ParkedAsync();
    }

    private static ByteArrayContent Notifications(params string[] mails) => ChannelSite.Body(
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["value"] = new JsonArray([.. mails.Select(m => new JsonObject
            {
                ["clientState"] = ClientState, ["changeType"] = "created", ["resource"] = $"Users/ann/Messages/{m}",
            })]),
        }.ToJsonString()),
        "application/json");

    private sealed class Mailbox : IGraphMail
    {
        public byte[]? Mail { get; set; }

        public Exception? Fault { get; init; }

        /// <summary>The one mail that has the fault; null for every one.</summary>
        public string? FaultOf { get; init; }

        public string? Asked { get; private set; }

        public Task<byte[]?> FetchAsync(string resource, CancellationToken cancel)
        {
            Asked = resource;
            return Fault is { } fault && (FaultOf is null || resource.EndsWith(FaultOf, StringComparison.Ordinal)) ? throw fault : Task.FromResult(Mail);
        }
    }
}
