using System.Text;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Lists and incidents in a real browser, with script and without.</summary>
[Collection(BrowserTests.Name)]
public sealed class ChannelStories(BrowserProcess browser, ITestOutputHelper output) : EndToEndTest(output)
{
    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Staff_look_at_a_list_import_it_watch_it_and_read_what_was_refused(bool script)
    {
        const int rows = 400;
        var process = await StartAsync("--Recovery:Limits:SignIns=0");
        await using var tab = await browser.OpenAsync(process.Site, BrowserProcess.Desktop, script);
        await tab.SignInAsync("maya-okafor");
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Import", Exact = true }).ClickAsync();
        var list = new StringBuilder("Ticket,Text,E-Mail,Shelf\n");
        for (var row = 1; row <= rows; row++)
            list.Append($"T-{row},Parcel {row} came late.,{(row == 7 ? "nobody" : $"list{row}@{Customers.Domain}")},4\n");
        await tab.Page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload { Name = "week 47.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(list.ToString()) });
        await tab.PressAsync("Look at it first");

        await tab.SeesAsync("Looked at: week 47.csv");
        await tab.SeesAsync("399 complaints would be opened");
        await tab.SeesAsync("1 row would be refused");
        await tab.SeesAsync("1 column is not known here and would be left out: Shelf");
        await tab.SeesAsync("is not an email address");
        Assert.Empty(await process.Staff().AllCasesAsync());
        await tab.PressAsync("Open 399 cases");

        Assert.StartsWith("/console/import/", tab.Path, StringComparison.Ordinal);
        await tab.Page.GetByRole(AriaRole.Progressbar).WaitForAsync();
        // The page fetches itself anew until all are cases.
        await tab.SeesAsync("399 of 400 rows are cases now, 1 was refused.");
        await tab.SeesAsync("is not an email address");
        var report = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "as CSV" }).ClickAsync());
        using (var reader = new StreamReader(await report.CreateReadStreamAsync()))
            Assert.Equal("row,field,reason\r\n7,email,is not an email address such as name@example.org\r\n", await reader.ReadToEndAsync());
        Assert.Equal(rows - 1, await process.Staff().CountCasesAsync());
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_incident_is_looked_at_sent_and_counts_who_was_reached_answered_and_recovered(bool script)
    {
        var process = await StartAsync("--Recovery:Policy=seconds", "--Recovery:Limits:SignIns=0");
        var ana = Customers.Address("ana");
        await using var tab = await browser.OpenAsync(process.Site, BrowserProcess.Desktop, script);
        await tab.SignInAsync("ann");
        await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Incidents", Exact = true }).ClickAsync();
        await tab.Page.GetByLabel("What happened").FillAsync("some orders were charged twice");
        await tab.Page.GetByLabel("When (required)", new PageGetByLabelOptions { Exact = true }).FillAsync(DateTime.UtcNow.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm"));
        await tab.Page.GetByLabel("Message to the customers").FillAsync("We took your payment twice. The second goes back to you by Tuesday.");
        await tab.Page.GetByLabel("Whom it hit").FillAsync($"name,email,phone\nAna,{ana},\nBen,{Customers.Address("ben")},\nCem,,+44 7700 900123\nDan,nobody,\n");
        await tab.PressAsync("Look at it first");

        await tab.SeesAsync("This would happen");
        await tab.SeesAsync("3 customers get a case each");
        await tab.SeesAsync("is not an email address");
        var looked = await tab.Page.Locator(".message").First.InnerTextAsync();
        Assert.Contains("We took your payment twice.", looked, StringComparison.Ordinal);
        Assert.Empty(process.MailTo("@"));
        await tab.PressAsync("Send it to 3 customers");

        Assert.StartsWith("/console/incidents/", tab.Path, StringComparison.Ordinal);
        var page = tab.Path;
        var mail = await process.MailAsync(ana, "");
        Assert.Contains("We took your payment twice.", mail.Text, StringComparison.Ordinal);
        // What was looked at is what Ana reads, her own link, reference and times, and whose turn it was to look after her, aside.
        Assert.Equal(Alike(looked), Alike(mail.Text));
        await FigureAsync(tab, page, "Reached", 2);
        await tab.SeesAsync("Not reached: 1");

        await using (var phone = await browser.OpenAsync(process.Site, BrowserProcess.Phone, script))
        {
            await phone.GoAsync(StatusPath(mail.Text));
            await phone.Page.GetByLabel("Your message").FillAsync("Thank you for telling me first.");
            await phone.PressAsync("Send");
            await phone.SeesAsync("We have your message.");
            await FigureAsync(tab, page, "Answered", 1);

            var staff = process.Staff("ann");
            var id = Assert.Single(await staff.AllCasesAsync("&text=Ana")).Text("caseId")!;
            (await staff.DoAsync(id, "resolve", new { outcome = "upheld", explanation = "The payment is back.", rootCause = "late-carrier" })).Is(200);
            await staff.UntilAsync(id, "follow-up-asked");
            await phone.GoAsync(phone.Path);
            await phone.Page.GetByLabel("Yes, it is solved").CheckAsync();
            await phone.PressAsync("Send my answer");
            await phone.SeesAsync("Thank you for your answer.");
            phone.HasNothingToComplainOf();
        }

        await FigureAsync(tab, page, "Recovered", 1);
        tab.HasNothingToComplainOf();
    }

    private static IEnumerable<string> Alike(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(w => !w.Contains("/status/", StringComparison.Ordinal) && !w.StartsWith("RC-", StringComparison.Ordinal) && !w.Any(char.IsAsciiDigit))
            .Select(w => w == "Ben" ? "Ann" : w);

    private static string StatusPath(string text) => text[text.IndexOf("/status/", StringComparison.Ordinal)..].Split([' ', '\n', '\r', ')', '>'])[0];

    private static async Task FigureAsync(Tab tab, string page, string name, int count) => await Eventually.GetAsync<object>(
        $"{name} to be {count}",
        async () =>
        {
            await tab.GoAsync(page + "?refresh=off");
            var figure = tab.Page.Locator(".figure", new PageLocatorOptions { Has = tab.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name, Exact = true }) });
            return await figure.Locator(".number").InnerTextAsync() == $"{count}" ? new object() : null;
        },
        async () => await tab.Page.InnerTextAsync("main"));
}
