using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Customers and staff in a real browser, with script and without.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserStories(BrowserProcess browser, DemoProcess demo, ITestOutputHelper output) : EndToEndTest(output)
{
    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_customer_on_a_phone_complains_writes_and_answers(bool script)
    {
        var process = await StartAsync("--Recovery:Policy=seconds");
        await using var tab = await browser.OpenAsync(process.Site, BrowserProcess.Phone, script);
        await tab.GoAsync("/");
        await tab.Page.GetByLabel("What went wrong?").FillAsync("My parcel never arrived. 😞");
        await tab.Page.GetByLabel("Your name").FillAsync("Kim");
        await tab.Page.GetByLabel("Email", new PageGetByLabelOptions { Exact = true }).FillAsync("not an address");
        await tab.PressAsync("Send to us");
        await tab.SeesAsync("One thing needs another look");
        Assert.Equal("My parcel never arrived. 😞", await tab.Page.GetByLabel("What went wrong?").InputValueAsync());
        await tab.Page.GetByLabel("Email", new PageGetByLabelOptions { Exact = true }).FillAsync(Customers.Address());
        await tab.PressAsync("Send to us");

        await tab.SeesAsync("We have your complaint. This page is yours");
        Assert.StartsWith("/status/", tab.Path, StringComparison.Ordinal);
        await tab.SeesAsync("What happens next");
        await tab.Page.GetByLabel("Your message").FillAsync("It was a birthday present.");
        await tab.PressAsync("Send");
        await tab.SeesAsync("We have your message.");
        await tab.SeesAsync("It was a birthday present.");

        var staff = process.Staff("ann");
        var id = Assert.Single(await staff.AllCasesAsync()).Text("caseId")!;
        (await staff.DoAsync(id, "resolve", new { outcome = "upheld", explanation = "We lost it, and send another today.", rootCause = "late-carrier" })).Is(200);
        await staff.UntilAsync(id, "follow-up-asked");
        await tab.GoAsync(tab.Path);
        await tab.SeesAsync("We lost it, and send another today.");
        await tab.Page.GetByLabel("Yes, it is solved").CheckAsync();
        await tab.Page.Locator("label[for=satisfaction-5]").ClickAsync();
        await tab.Page.Locator("label[for=return-yes]").ClickAsync();
        await tab.Page.GetByLabel("How likely are you to recommend us?").SelectOptionAsync("10");
        await tab.PressAsync("Send my answer");
        await tab.SeesAsync("Thank you for your answer.");
        await tab.SeesAsync("this is put right");

        var answer = (await staff.CaseAsync(id)).GetProperty("answer");
        Assert.Equal((5, 10), (answer.GetProperty("satisfaction").GetInt32(), answer.GetProperty("recommend").GetInt32()));
        tab.HasNothingToComplainOf();
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Staff_sign_in_by_the_link_and_use_every_form_of_a_case(bool script)
    {
        var process = await StartAsync("--Recovery:Limits:SignIns=0");
        var opened = await process.App().ComplainAsync(new { description = "The kettle leaks.", name = "Kim", email = Customers.Address() });
        await process.MailAsync(Customers.Domain, "We have your complaint");
        await using var tab = await browser.OpenAsync(process.Site, BrowserProcess.Desktop, script);
        await tab.SignInAsync(process.SignInLink, "maya-okafor");
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = opened.Reference }).ClickAsync();
        await tab.SeesAsync("The kettle leaks.");

        async Task DoAsync(string command, params (string Label, string Value)[] fields)
        {
            var form = tab.Page.Locator($"#do-{command}");
            if (await form.EvaluateOpenAsync() is false)
                await form.Locator("summary").ClickAsync();
            foreach (var (label, value) in fields)
            {
                var field = form.GetByLabel(label);
                if (await field.EvaluateTagAsync() is "select")
                    await field.SelectOptionAsync(value);
                else
                    await field.FillAsync(value);
            }

            await form.Locator("button[type=submit]").ClickAsync();
            await tab.SeesAsync($"Done: {command.Replace('-', ' ')}.");
        }

        await DoAsync("message", ("Message", "We look into the kettle."));
        await DoAsync("note", ("Note", "Ask the maker of the kettle."));
        await DoAsync("assign", ("To", "tom-bellamy"));
        await DoAsync("triage", ("Category", "product"), ("Severity", "high"), ("Why", "Water and power."));
        await DoAsync("pause", ("What we need from them", "A picture, please."));
        await DoAsync("resume");
        await DoAsync("propose-remedy", ("Remedy", "voucher"), ("Amount", "20"), ("Currency", "GBP"), ("What the customer gets", "A voucher over 20 pounds."));
        await DoAsync("decline-remedy", ("Why", "They want a kettle."));
        await DoAsync("propose-remedy", ("Remedy", "voucher"), ("Amount", "80"), ("Currency", "GBP"), ("What the customer gets", "A voucher over 80 pounds."));
        await tab.SignInAsync("jonas-weber");
        await tab.GoAsync($"/console/cases/{opened.CaseId}");
        await DoAsync("approve-remedy");
        await DoAsync("escalate", ("Why", "It might burn."));
        await DoAsync("take-escalation");
        await DoAsync("extend", ("New time", DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd'T'HH:mm")), ("Why", "The laboratory is slow."));
        await DoAsync("resolve", ("Outcome", "upheld"), ("Explanation", "The seal was faulty."), ("Root cause", "manufacturing-fault"));
        await tab.SeesAsync("Give the remedy, and say so");
        await DoAsync("deliver-remedy");
        await DoAsync("reopen", ("Why", "The new one leaks too."));
        await DoAsync("close", ("Why", "Withdrawn."));

        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Outbox" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "We have your complaint" }).ClickAsync();
        await tab.SeesAsync("What it says");
        await tab.SeesAsync(opened.StatusPath);
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Reports" }).ClickAsync();
        await tab.SeesAsync("Recovery rate");
        await tab.PressAsync("Sign out");
        Assert.Equal("/console/sign-in", tab.Path);
        tab.HasNothingToComplainOf();
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Staff_who_only_use_the_keyboard_sign_in_open_a_case_and_write(bool script)
    {
        var process = Shares(demo.Process);
        await using var tab = await browser.OpenAsync(process.Site, BrowserProcess.Desktop, script);
        var keys = tab.Page.Keyboard;
        await tab.GoAsync("/console/sign-in");

        async Task TabToAsync(string selector)
        {
            for (var presses = 0; presses < 80; presses++)
            {
                await keys.PressAsync("Tab");
                if (await tab.Page.Locator($"{selector}:focus").CountAsync() > 0)
                    return;
            }

            Assert.Fail($"The tab key does not lead to {selector} on {tab.Path}.");
        }

        await TabToAsync("#name");
        await keys.TypeAsync("Quinn");
        await TabToAsync("#token");
        await keys.TypeAsync(RecoveryProcess.StaffToken);
        await keys.PressAsync("Enter");
        await tab.Page.WaitForURLAsync("**/console");
        await keys.PressAsync("Tab");
        Assert.Equal(1, await tab.Page.Locator(".skip:focus").CountAsync());
        await keys.PressAsync("Enter");
        await TabToAsync(".queue h2 a");
        await keys.PressAsync("Enter");
        await tab.Page.WaitForURLAsync("**/console/cases/*");
        await TabToAsync("#message-text");
        await keys.TypeAsync("Written without a mouse.");
        await TabToAsync("#do-message button");
        await keys.PressAsync("Enter");
        await tab.SeesAsync("Done: message.");
        await tab.SeesAsync("Quinn");
        tab.HasNothingToComplainOf();
    }
}

internal static class Elements
{
    /// <summary>Whether what is folded is open; null for what does not fold.</summary>
    public static async Task<bool?> EvaluateOpenAsync(this ILocator element) =>
        await element.Locator("summary").CountAsync() == 0 ? null : await element.GetAttributeAsync("open") is not null;

    public static async Task<string> EvaluateTagAsync(this ILocator element) => await element.EvaluateAsync<string>("e => e.localName");
}
