using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Every page for everybody: axe finds nothing, nothing is cut off on a narrow screen.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(BrowserProcess browser, DemoProcess demo, ITestOutputHelper output) : EndToEndTest(output)
{
    /// <summary>The one rule whose answer hangs on the colours.</summary>
    private static readonly AxeRunOptions s_colours = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>All others; the colours are the same at every width, and take longest to look at.</summary>
    private static readonly AxeRunOptions s_shapes = new() { Rules = new Dictionary<string, RuleOptions> { ["color-contrast"] = new() { Enabled = false } } };

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Axe_finds_no_violation_on_any_page_light_or_dark(bool phone)
    {
        var process = Shares(demo.Process);
        await using var tab = await browser.OpenAsync(process.Site, phone ? BrowserProcess.Phone : BrowserProcess.Desktop, script: true, audited: true);
        var found = new List<string>();
        await EachPageAsync(process, tab, async name =>
        {
            // What is folded away is read by people, too.
            await tab.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
            Keep(name, await tab.Page.RunAxe(phone ? s_shapes : new AxeRunOptions()));
            if (phone)
                return;
            await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
            Keep($"{name}, dark", await tab.Page.RunAxe(s_colours));
            await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        });
        Assert.True(found.Count == 0, string.Join('\n', found));

        void Keep(string name, AxeResult result) =>
            found.AddRange(result.Violations.Select(v => $"{name}: {v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }

    [BrowserFact]
    public async Task Nothing_is_wider_than_a_screen_of_320_pixels()
    {
        var process = Shares(demo.Process);
        await using var tab = await browser.OpenAsync(process.Site, (320, 640), script: true);
        var found = new List<string>();
        await EachPageAsync(process, tab, async name =>
        {
            var widths = await tab.Page.EvaluateAsync<int[]>("() => { document.querySelectorAll('details').forEach(d => d.open = true); const e = document.documentElement; return [e.scrollWidth, e.clientWidth]; }");
            if (widths[0] > widths[1])
                found.Add($"{name} is {widths[0]} wide on a screen of {widths[1]}.");
        });
        Assert.True(found.Count == 0, string.Join('\n', found));
        tab.HasNothingToComplainOf();
    }

    private static async Task EachPageAsync(RecoveryProcess process, Tab tab, Func<string, Task> look)
    {
        async Task LookAsync(string name, string path)
        {
            await tab.GoAsync(path);
            await look(name);
        }

        var (app, staff) = (process.App(), process.Staff("jonas-weber"));
        var longWord = new string('w', 300);
        async Task<Complained> OpenAsync() => await app.ComplainAsync(new
        {
            description = $"It rained. {longWord} https://example.com/{longWord}",
            name = longWord[..150],
            email = Customers.Address(),
            orderReference = longWord[..90],
            impact = longWord,
        });

        await LookAsync("the form", "/");
        await tab.PressAsync("Send to us");
        await look("the form with a fault");
        await LookAsync("statistics", "/statistics");
        await LookAsync("a notice", "/status/none");

        var open = await OpenAsync();
        await LookAsync("status, open", open.StatusPath + "?said=received");
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send", Exact = true }).ClickAsync();
        await look("status with a fault");
        var waiting = await OpenAsync();
        (await staff.DoAsync(waiting.CaseId, "pause", new { reason = "A picture, please." })).Is(200);
        await LookAsync("status, waiting", waiting.StatusPath);
        var resolved = await OpenAsync();
        (await staff.DoAsync(resolved.CaseId, "resolve", new { outcome = "upheld", explanation = longWord, rootCause = "late-carrier", remedy = new { kind = "refund", amount = 10, currency = "GBP", description = "Your money back." } })).Is(200);
        await LookAsync("status, resolved", resolved.StatusPath);
        var closed = await OpenAsync();
        (await staff.DoAsync(closed.CaseId, "close", new { reason = "Withdrawn." })).Is(200);
        await LookAsync("status, closed", closed.StatusPath);

        await LookAsync("the door", "/console/sign-in");
        await tab.SignInAsync("jonas-weber");
        await look("the queue");
        await LookAsync("the queue, overdue", "/console?overdue=true");
        await LookAsync("the queue, nothing", "/console?text=nothingislikethis");
        foreach (var (name, complaint) in new[] { ("open", open), ("waiting", waiting), ("resolved", resolved), ("closed", closed) })
            await LookAsync($"a case, {name}", $"/console/cases/{complaint.CaseId}");
        await tab.Page.Locator("#do-note").GetByRole(AriaRole.Button).ClickAsync();
        await look("a case with a fault");
        await EachChannelAsync(tab, longWord, LookAsync);
        await LookAsync("parked", "/console/parked");
        await LookAsync("a parked message", await tab.Page.Locator(".mails a").First.GetAttributeAsync("href") ?? "");
        await LookAsync("import", "/console/import");
        await LookAsync("incidents", "/console/incidents");
        await LookAsync("an incident", await tab.Page.Locator(".mails a").First.GetAttributeAsync("href") ?? "");
        await LookAsync("reports", "/console/reports");
        await LookAsync("the outbox", "/console/outbox");
        await LookAsync("a mail", await tab.Page.Locator(".mails a").First.GetAttributeAsync("href") ?? "");
    }

    /// <summary>What a mail, a call, a review and a failure make of a case's page and of the customer's.</summary>
    private static async Task EachChannelAsync(Tab tab, string longWord, Func<string, string, Task> lookAsync)
    {
        var (own, request) = (Guid.NewGuid().ToString("n"), tab.Page.Context.APIRequest);
        async Task<string> CaseAsync(string path, string type, string body)
        {
            var answer = await request.PostAsync(path, new APIRequestContextOptions { DataString = body, Headers = new Dictionary<string, string> { ["Content-Type"] = type } });
            Assert.True(answer.Ok, await answer.TextAsync());
            return (await answer.JsonAsync())!.Value.GetProperty("caseId").GetString()!;
        }

        string Mail(string id, string more, string text) =>
            $"From: Ann <{longWord[..40]}{own}@customer.example>\r\nTo: care@example.org\r\nSubject: {longWord}\r\nMessage-ID: <{own}-{id}@customer.example>\r\n{more}\r\n{text} {longWord}\r\n\r\n> quoted\r\n";
        var mail = await CaseAsync("/api/intake/email/mime", "message/rfc822", Mail("1", "", "It rained in all night, my tent leaks."));
        await lookAsync("a case by mail", $"/console/cases/{mail}");
        await lookAsync("a case by mail that is perhaps another", $"/console/cases/{await CaseAsync("/api/intake/email/mime", "message/rfc822", Mail("2", "", "It rained in all night, my tent leaks."))}");
        await lookAsync("a case by a program's mail", $"/console/cases/{await CaseAsync("/api/intake/email/mime", "message/rfc822", Mail("3", "Auto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=klingon\r\n", "The moon is full."))}");
        var call = await CaseAsync($"/api/intake/calls/text?callId={own}", "text/plain", $"Speaker 1: Good morning.\nSpeaker 2: {longWord}\nSpeaker 1: My card is 4111 1111 1111 1111.\nSpeaker 2: Indeed.\n");
        await lookAsync("a case by telephone", $"/console/cases/{call}");
        await tab.PressAsync("I listened: this is certain");
        await lookAsync("a case by telephone, listened to", $"/console/cases/{call}");
        var review = await CaseAsync("/api/intake/reviews", "application/json", $$"""{"source":"trustpilot","reviewId":"{{own}}","link":"https://reviews.example/{{longWord}}","author":"{{longWord[..90]}}","rating":1,"text":"Never again. {{longWord}}"}""");
        await lookAsync("a case by a review", $"/console/cases/{review}");
        var reply = await tab.Page.Locator("#public-reply ~ form textarea, .task textarea").First.InputValueAsync();
        await CaseAsync("/api/intake/reviews", "application/json", $$"""{"source":"trustpilot","reviewId":"{{own}}","rating":2,"text":"Never. {{longWord}}"}""");
        await lookAsync("a case by a changed review", $"/console/cases/{review}");
        await lookAsync("the page under a public reply", reply.Split('\n').Select(l => l.Trim()).First(l => l.Contains("/reviews/", StringComparison.Ordinal)));
        await tab.Page.GetByLabel("What happened?").FillAsync("It was me.");
        await tab.PressAsync("Send to us");
        await lookAsync("status, changed review", new Uri(tab.Page.Url).AbsolutePath);

        await tab.GoAsync("/console/incidents");
        await tab.Page.Locator(".mails a").First.ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "All its cases in the queue" }).ClickAsync();
        await lookAsync("a case of a failure", await tab.Page.Locator(".line h2 a").First.GetAttributeAsync("href") ?? "");
        await request.PostAsync("/api/intake/reviews", new APIRequestContextOptions { DataString = $$"""{"source":"{{longWord}}"}""", Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" } });
    }
}
