using System.Collections.Concurrent;
using System.Net.Http.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using NodaTime;
using Recovery.Contracts;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Staff set webhooks up in a real browser, and the started program sends to a real receiver.</summary>
[Collection(BrowserTests.Name)]
public sealed class WebhookStories(BrowserProcess browser, ITestOutputHelper output) : EndToEndTest(output)
{
    private static readonly AxeRunOptions s_colours = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>With script the log shows them by itself; without, once the page is loaded anew.</summary>
    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_happens_to_a_case_reaches_the_receiver_and_appears_in_the_log(bool script)
    {
        await using var receiver = await LoopbackReceiver.StartAsync();
        var process = await StartAsync("--Recovery:Webhooks:AllowPrivateAddresses=true", "--Recovery:Limits:SignIns=0");
        await using var tab = await browser.OpenAsync(process.Site, BrowserProcess.Desktop, script);
        await SignInAsync(tab);
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Webhooks" }).ClickAsync();
        await tab.Page.GetByLabel("Address").FillAsync(receiver.Url);
        await tab.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = false }).First.FillAsync("CRM");
        await tab.Page.GetByLabel("complaint.received").CheckAsync();
        await tab.PressAsync("Add it");
        await tab.SeesAsync("The subscription is there.");
        var secret = await tab.Page.GetByLabel("Secret of CRM").InputValueAsync();
        Assert.Equal(script ? 1 : 0, await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Copy the secret" }).CountAsync());

        await process.App().ComplainAsync(new { description = "The kettle leaks.", name = "Kim", email = Customers.Address() });
        var (headers, body) = await receiver.NextAsync();
        var received = new ReceivedWebhook(headers, body);
        Assert.True(received.IsGenuine(secret, SystemClock.Instance.GetCurrentInstant()));
        var line = tab.Page.Locator(".deliveries details").First;
        // It is written down after the receiver has answered.
        for (var reloads = 0; !script && reloads < 50 && await line.CountAsync() == 0; reloads++)
            await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = reloads % 2 == 0 ? "Delivered" : "All", Exact = true }).ClickAsync();
        if (script)
        {
            await tab.SeesAsync("1 new delivery.");
            await line.Locator("summary").ClickAsync();
            receiver.Status = 500;
        }

        await line.Locator("summary", new LocatorLocatorOptions { HasText = "Delivered" }).WaitForAsync();
        await line.Locator("summary", new LocatorLocatorOptions { HasText = "Answered 200" }).WaitForAsync();
        if (script)
        {
            // What somebody reads stays open and stays in place while others come.
            await process.App().ComplainAsync(new { description = "The tent is torn.", name = "Kim", email = Customers.Address() });
            await tab.Page.Locator(".deliveries .badge", new PageLocatorOptions { HasText = "Waiting" }).First.WaitForAsync();
            Assert.NotNull(await tab.Page.Locator(".deliveries details").Last.GetAttributeAsync("open"));
            await tab.PressAsync("Stop");
            await tab.SeesAsync("Stopped. New deliveries do not appear.");
        }

        tab.HasNothingToComplainOf();
    }

    [BrowserFact]
    public async Task Its_pages_are_for_everybody_light_and_dark_narrow_and_wide()
    {
        await using var receiver = await LoopbackReceiver.StartAsync();
        receiver.Status = 418;
        receiver.Body = new string('w', 450);
        var process = await StartAsync("--Recovery:Webhooks:AllowPrivateAddresses=true", "--Recovery:Limits:SignIns=0");
        var found = new List<string>();
        await using var tab = await browser.OpenAsync(process.Site, BrowserProcess.Desktop, script: true, audited: true);
        await SignInAsync(tab);
        await tab.GoAsync("/console/webhooks");
        await LookAsync("no subscription");
        await tab.PressAsync("Add it");
        await LookAsync("a form with faults");
        await tab.Page.GetByLabel("Address").FillAsync($"{receiver.Url}?{new string('q', 300)}");
        await tab.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = false }).First.FillAsync(new string('n', 100));
        await tab.PressAsync("Add it");
        await LookAsync("a secret");
        var path = new Uri(await tab.Page.Locator(".views a").First.EvaluateAsync<string>("a => a.href")).AbsolutePath;
        await process.App().ComplainAsync(new { description = "The kettle leaks.", name = "Kim", email = Customers.Address() });
        await tab.Page.Locator(".deliveries .badge").First.WaitForAsync();
        await tab.PressAsync("Send a test");
        await LookAsync("a test that failed, and a delivery that waits");
        await tab.GoAsync("/console/webhooks");
        await LookAsync("the list");
        await process.Staff().PostAsync($"/api{path["/console".Length..]}/pause", JsonContent.Create(new { reason = "The CRM moves house." }));
        await tab.GoAsync(path);
        await LookAsync("paused");
        await process.Staff().PostAsync("/api/webhooks", JsonContent.Create(new { url = receiver.Url, name = "Warehouse", signing = "v1a", types = new[] { "case.closed" } }));
        await tab.GoAsync("/console/webhooks");
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Warehouse" }).ClickAsync();
        await LookAsync("with a public key");
        Assert.True(found.Count == 0, string.Join('\n', found));

        async Task LookAsync(string name)
        {
            await tab.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
            Keep(name, await tab.Page.RunAxe());
            await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
            Keep($"{name}, dark", await tab.Page.RunAxe(s_colours));
            await ShowAsync(name + " dark");
            await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
            foreach (var width in (int[])[320, 360, 1280])
            {
                await tab.Page.SetViewportSizeAsync(width, 800);
                var wide = await tab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
                if (wide > width)
                    found.Add($"{name} is {wide} wide on a screen of {width}.");
                await ShowAsync($"{name} {width}");
            }
        }

        void Keep(string name, AxeResult result) =>
            found.AddRange(result.Violations.Select(v => $"{name}: {v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}"));

        async Task ShowAsync(string name)
        {
            if (Environment.GetEnvironmentVariable("RECOVERY_SCREENSHOTS") is { Length: > 0 } folder)
                await tab.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal)}.png"), FullPage = true });
        }
    }

    /// <summary>In nobody's name, with every role.</summary>
    private static async Task SignInAsync(Tab tab)
    {
        await tab.GoAsync("/console/sign-in");
        await tab.Page.Locator("#name").FillAsync("Quinn");
        await tab.Page.Locator("#token").FillAsync(RecoveryProcess.StaffToken);
        await tab.PressAsync("Sign in");
        // Not for its load event, which may have been before we ask.
        await tab.Page.WaitForURLAsync("**/console", new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
    }

    /// <summary>An app of an integrator on this machine.</summary>
    private sealed class LoopbackReceiver : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly BlockingCollection<(Dictionary<string, string> Headers, byte[] Body)> _received = [];

        private LoopbackReceiver()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.Run(async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                _received.Add((http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
                http.Response.StatusCode = Status;
                await http.Response.WriteAsync(Body);
            });
        }

        public volatile int Status = 200;

        public string Body { get; set; } = "";

        public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hooks";

        public static async Task<LoopbackReceiver> StartAsync()
        {
            var receiver = new LoopbackReceiver();
            await receiver._app.StartAsync();
            return receiver;
        }

        public Task<(Dictionary<string, string> Headers, byte[] Body)> NextAsync() =>
            Task.Run(() => _received.TryTake(out var one, TimeSpan.FromSeconds(60)) ? one : throw new TimeoutException("Nothing came."));

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
