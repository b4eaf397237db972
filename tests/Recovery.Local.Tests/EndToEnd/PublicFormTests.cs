using System.Net;
using AngleSharp.Html.Dom;
using Recovery.Cases;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>What stands open to the whole world, and the door of the console.</summary>
[Collection(BusyTests.Name)]
public sealed class PublicFormTests : EndToEndTest
{
    private readonly RecoveryProcess _process;
    private readonly RecoveryProcess _demo;

    public PublicFormTests(OfficeProcess office, DemoProcess demo, ITestOutputHelper output)
        : base(output)
    {
        _process = Shares(office.Process);
        _demo = Shares(demo.Process);
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused_and_keeps_what_was_typed()
    {
        using var customer = _process.Visitor();
        var marker = $"q{Guid.NewGuid():n}";

        var refused = (await customer.PostAsync("/feedback", [("description", marker), ("name", "Kim")])).Is(400);
        Assert.Contains("Nothing is lost", refused.Text, StringComparison.Ordinal);
        Assert.Equal((marker, "Kim"), (refused.Typed("description"), refused.Typed("name")));
        Assert.Empty(await _process.Staff().AllCasesAsync($"&text={marker}"));

        Assert.StartsWith("/status/", (await customer.SendAsync(refused, "/feedback")).Is(200).Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Single(await _process.Staff().AllCasesAsync($"&text={marker}"));
    }

    [Fact]
    public async Task A_message_from_elsewhere_is_refused_and_keeps_what_was_typed()
    {
        var opened = await _process.App().ComplainAsync(new { description = "It rained." });
        using var customer = _process.Visitor();

        var refused = (await customer.PostAsync($"{opened.StatusPath}/messages", [("text", "And it hailed.")])).Is(400);
        Assert.Equal("And it hailed.", refused.Typed("text"));
        Assert.Equal(0, (await _process.Staff().CaseAsync(opened.CaseId)).Count("customer-wrote"));
        (await customer.SendAsync(refused, "/messages")).Is(200);
        Assert.Equal(1, (await _process.Staff().CaseAsync(opened.CaseId)).Count("customer-wrote"));
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_complaint_and_changed_it_is_another()
    {
        using var customer = _process.Visitor();
        var page = (await customer.OpenAsync("/")).Is(200);
        var marker = $"q{Guid.NewGuid():n}";

        var first = (await customer.SendAsync(page, "/feedback", ("description", marker))).Is(200);
        var second = (await customer.SendAsync(page, "/feedback", ("description", marker))).Is(200);
        Assert.Equal(first.Address.AbsolutePath, second.Address.AbsolutePath);
        var other = (await customer.SendAsync(page, "/feedback", ("description", marker + " and more"))).Is(200);
        Assert.NotEqual(first.Address.AbsolutePath, other.Address.AbsolutePath);
        Assert.Equal(2, (await _process.Staff().AllCasesAsync($"&text={marker}")).Count);
    }

    [Fact]
    public async Task A_filled_trap_asks_for_a_person_and_loses_nothing()
    {
        using var customer = _process.Visitor();
        var page = (await customer.OpenAsync("/")).Is(200);
        var marker = $"q{Guid.NewGuid():n}";

        var asked = (await customer.SendAsync(page, "/feedback", ("description", marker), ("website", "https://spam.example"))).Is(422);
        Assert.Equal(marker, asked.Typed("description"));
        Assert.Empty(await _process.Staff().AllCasesAsync($"&text={marker}"));
        (await customer.SendAsync(asked, "/feedback", ("is-person", "true"), ("website", "https://spam.example"))).Is(200);
        Assert.Single(await _process.Staff().AllCasesAsync($"&text={marker}"));
    }

    [Fact]
    public async Task Too_many_forms_of_one_source_are_put_off_and_say_for_how_long()
    {
        var process = await StartAsync("--Recovery:Limits:FormPosts=3", "--Recovery:Limits:ApiComplaintsPerMinute=2");
        using var customer = process.Visitor();
        var page = (await customer.OpenAsync("/")).Is(200);
        for (var i = 0; i < 3; i++)
            (await customer.SendAsync(page, "/feedback", ("description", $"Complaint {i}."))).Is(200);

        var put = (await customer.SendAsync(page, "/feedback", ("description", "Complaint 4."))).Is(429);
        Assert.InRange(put.Answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 600);
        Assert.Contains("your browser keeps what you typed", put.Text, StringComparison.Ordinal);
        Assert.Equal(3, (await process.Staff().AllCasesAsync()).Count);
        (await customer.OpenAsync("/")).Is(200);

        await process.App().ComplainAsync(new { description = "One." });
        await process.App().ComplainAsync(new { description = "Two." });
        Assert.NotNull((await process.App().SubmitAsync(new { description = "Three." })).IsProblem(429).Headers.RetryAfter);
    }

    [Fact]
    public async Task Every_page_forbids_inline_script_and_has_none()
    {
        using var customer = _demo.Visitor();
        using var desk = _demo.Visitor();
        await desk.SignInByTokenAsync("maya-okafor", RecoveryProcess.StaffToken);
        var opened = await _demo.App().ComplainAsync(new { description = "It rained.", email = Customers.Address() });
        var mail = await _demo.MailAsync(Customers.Domain, "We have your complaint");
        var pages = new List<OpenPage>();
        foreach (var path in (string[])["/", "/statistics", opened.StatusPath, "/status/none", "/nothing", "/console/sign-in", "/feedback"])
            pages.Add(await customer.OpenAsync(path));
        foreach (var path in (string[])["/console", "/console?status=closed", $"/console/cases/{opened.CaseId}", "/console/reports", "/console/outbox", $"/console/outbox/{mail.Entry.Name}"])
            pages.Add((await desk.OpenAsync(path)).Is(200));

        foreach (var page in pages)
        {
            var policy = Assert.Single(page.Answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(page.Answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(page.Answer.Headers.GetValues("Referrer-Policy")));
            Assert.Empty(page.Document.QuerySelectorAll("style, script:not([src])"));
            Assert.DoesNotContain(page.Document.All, e => e.HasAttribute("style") || e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)));
            if (page.Address.AbsolutePath is not "/statistics")
                Assert.True(page.Answer.Headers.CacheControl?.NoStore, $"{page.Address.AbsolutePath} may be cached.");
            foreach (var link in page.Document.QuerySelectorAll("link[rel=stylesheet], script[src]"))
                (await customer.OpenAsync(link.GetAttribute("href") ?? link.GetAttribute("src")!)).Is(200);
        }

        var html = (await desk.OpenAsync($"/console/outbox/{mail.Entry.Name}/html")).Is(200);
        Assert.StartsWith("sandbox;", Assert.Single(html.Answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_token_of_a_case_opens_its_page()
    {
        var opened = await _process.App().ComplainAsync(new { description = "It rained.", email = Customers.Address() });
        var token = opened.StatusPath["/status/".Length..];
        using var visitor = _process.Visitor();
        (await visitor.OpenAsync(opened.StatusPath)).Is(200);

        var reply = (await _process.MailAsync(Customers.Domain, "We have your complaint")).Headers.First(h => h.Key.Equals("Reply-To", StringComparison.OrdinalIgnoreCase)).Value;
        var keys = new CaseTokens([new byte[32]]);
        Assert.True(CaseId.TryParse(opened.CaseId, out var id));
        var other = await _process.App().ComplainAsync(new { description = "Another." });
        foreach (var wrong in (string[])
            [
                opened.Reference, opened.CaseId, token[..^1], token + "0", token[..^1] + (token[^1] == '0' ? '1' : '0'), keys.Status(id), token.ToUpperInvariant(),
                reply[(reply.IndexOf('+', StringComparison.Ordinal) + 1)..reply.IndexOf('@', StringComparison.Ordinal)],
                opened.CaseId + other.StatusPath[^27..], "%00", "..%2f..%2fkeys", new string('a', 5_000),
            ])
        {
            var page = await visitor.OpenAsync($"/status/{wrong}");
            Assert.True((int)page.Status is 404 or 400, $"{wrong} gave {(int)page.Status}.");
            Assert.DoesNotContain("It rained.", page.Html, StringComparison.Ordinal);
            (await visitor.PostAsync($"/status/{wrong}/messages", [("text", "x")])).Is((int)page.Status);
        }

        Assert.Contains("does not open a complaint", (await visitor.OpenAsync($"/status/{opened.Reference}")).Is(404).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_link_works_once_and_looking_at_it_does_not_use_it_up()
    {
        var process = await StartAsync();
        using var robot = process.Visitor();
        for (var i = 0; i < 3; i++)
            (await robot.OpenAsync(process.SignInLink.PathAndQuery)).Is(200);
        Assert.Equal("/console/sign-in", (await robot.OpenAsync("/console")).Address.AbsolutePath);

        using var staff = process.Visitor();
        Assert.Equal("/console", (await staff.SignInAsync(process.SignInLink.AbsoluteUri, "maya-okafor")).Is(200).Address.AbsolutePath);
        using var second = process.Visitor();
        var used = (await second.OpenAsync(process.SignInLink.PathAndQuery)).Is(200);
        Assert.Contains("has been used", used.Text, StringComparison.Ordinal);
        Assert.Equal("/console/sign-in", (await second.OpenAsync("/console")).Address.AbsolutePath);

        await process.KillAsync();
        await process.RestartAsync();
        using var later = process.Visitor();
        Assert.Equal("/console", (await later.SignInAsync(process.SignInLink.AbsoluteUri, "tom-bellamy")).Is(200).Address.AbsolutePath);
    }

    [Fact]
    public async Task Cookies_are_for_this_site_alone_and_out_of_reach_of_script()
    {
        using var staff = _process.Visitor();
        var door = (await staff.OpenAsync("/console/sign-in")).Is(200);
        var form = Assert.Single(door.Answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", form, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", form, StringComparison.OrdinalIgnoreCase);
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = staff.Cookies, AllowAutoRedirect = false }) { BaseAddress = _process.Site };
        var fields = Visitor.Filled(door, "/console/sign-in", ("person", "maya-okafor"), ("token", RecoveryProcess.StaffToken));

        using var signedIn = await http.PostAsync("/console/sign-in", new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        var session = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("recovery-console=", StringComparison.Ordinal));
        foreach (var flag in (string[])["httponly", "samesite=strict", "path=/console"])
            Assert.Contains(flag, session, StringComparison.OrdinalIgnoreCase);
        var page = (await staff.OpenAsync("/console")).Is(200);
        (await staff.SendAsync(page, "/console/sign-out")).Is(200);
        Assert.Equal("/console/sign-in", (await staff.OpenAsync("/console")).Address.AbsolutePath);
    }

    [Fact]
    public async Task Guessing_the_staff_token_is_slowed_down_and_never_leads_elsewhere()
    {
        var process = await StartAsync("--Recovery:Limits:SignIns=3");
        using var guesser = process.Visitor();
        var door = (await guesser.OpenAsync("/console/sign-in?return=https://evil.example/")).Is(200);
        Assert.Equal("/console", door.Typed("return"));
        for (var i = 0; i < 3; i++)
            (await guesser.SendAsync(door, "/console/sign-in", ("person", "maya-okafor"), ("token", $"guess {i}"))).Is(401);
        (await guesser.SendAsync(door, "/console/sign-in", ("person", "maya-okafor"), ("token", RecoveryProcess.StaffToken))).Is(429);
    }

    [Fact]
    public async Task A_stale_form_of_the_console_shows_what_changed_and_keeps_the_text()
    {
        var opened = await _process.App().ComplainAsync(new { description = "It rained." });
        using var maya = _process.Visitor();
        using var tom = _process.Visitor();
        await maya.SignInByTokenAsync("maya-okafor", RecoveryProcess.StaffToken);
        await tom.SignInByTokenAsync("tom-bellamy", RecoveryProcess.StaffToken);
        var seenByBoth = (await maya.OpenAsync($"/console/cases/{opened.CaseId}")).Is(200);
        var seenByTom = (await tom.OpenAsync($"/console/cases/{opened.CaseId}")).Is(200);

        (await maya.SendAsync(seenByBoth, "/commands/message", ("text", "Maya was quicker."))).Is(200);
        var stale = (await tom.SendAsync(seenByTom, "/commands/message", ("text", "Tom wrote all of this."))).Is(409);

        Assert.Contains("Somebody was quicker", stale.Text, StringComparison.Ordinal);
        Assert.Contains(stale.Form("/commands/message").QuerySelectorAll("[role=alert] li"), li => li.TextContent.Contains("Maya Okafor", StringComparison.Ordinal));
        Assert.Equal("Tom wrote all of this.", stale.Typed("text", "/commands/message"));
        Assert.Equal(1, (await _process.Staff().CaseAsync(opened.CaseId)).Timeline().Count(e => e.Text("text")!.StartsWith("Message to the customer", StringComparison.Ordinal)));
        (await tom.SendAsync(stale, "/commands/message")).Is(200);
        Assert.Equal(2, (await _process.Staff().CaseAsync(opened.CaseId)).Timeline().Count(e => e.Text("text")!.StartsWith("Message to the customer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_form_of_the_console_from_elsewhere_or_after_signing_out_changes_nothing()
    {
        var opened = await _process.App().ComplainAsync(new { description = "It rained." });
        using var staff = _process.Visitor();
        (await staff.PostAsync($"/console/cases/{opened.CaseId}/commands/note", [("text", "x")])).Is(401);
        await staff.SignInByTokenAsync("maya-okafor", RecoveryProcess.StaffToken);

        var refused = (await staff.PostAsync($"/console/cases/{opened.CaseId}/commands/note", [("text", "A forged note.")])).Is(400);

        Assert.Equal("A forged note.", refused.Typed("text", "/commands/note"));
        Assert.Equal(0, (await _process.Staff().CaseAsync(opened.CaseId)).Count("noted"));
        Assert.IsAssignableFrom<IHtmlFormElement>(refused.Form("/commands/note"));
        (await staff.OpenAsync("/console/cases/00000000000000000000000000")).Is(404);
        (await staff.OpenAsync("/console/outbox/..%2Frecovery.db")).Is(404);
        (await staff.OpenAsync("/console?status=lost")).Is(400);
    }
}
