using System.Net;
using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Local.Tests.Web;

public class ComeForwardTests
{
    [Fact]
    public async Task The_page_behind_the_public_link_shows_nothing_of_the_case()
    {
        await using var site = await ChannelSite.StartAsync();
        var (subject, path) = await ReviewedAsync(site);
        using var anybody = site.Customer();

        var page = await anybody.PageAsync(path);

        var text = Browser.Text(page);
        Assert.Contains("trustpilot", text, StringComparison.Ordinal);
        Assert.Contains("nobody else", text, StringComparison.Ordinal);
        foreach (var hidden in (string[])["Never again", "tired_of_rain", subject.Reference, subject.Id.Value + ".", "/status/"])
            Assert.DoesNotContain(hidden, page.Replace(path, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_comes_forward_is_the_contact_of_the_case_and_is_led_to_its_page()
    {
        await using var site = await ChannelSite.StartAsync();
        var (subject, path) = await ReviewedAsync(site);
        using var author = site.Customer();
        var page = await author.PageAsync(path);
        (string, string)[] typed = [("text", "Order 4711 never came."), ("name", "Ann Other"), ("email", "ann@customer.example"), ("orderReference", "4711")];

        using var sent = await author.SendAsync(page, path, typed);
        using var again = await author.SendAsync(page, path, typed);

        var status = $"/status/{site.Tokens.Status(subject.Id)}?said=received";
        Assert.Equal((HttpStatusCode.SeeOther, status, status), (sent.StatusCode, sent.Headers.Location!.ToString(), again.Headers.Location!.ToString()));
        var forward = Assert.Single((await site.Cases.HistoryAsync(subject.Id, default)).OfType<CustomerCameForward>());
        Assert.Equal(("Order 4711 never came.", "Ann Other", "ann@customer.example", "4711"), (forward.Text, forward.Name, forward.Email, forward.OrderReference));
    }

    [Fact]
    public async Task A_second_person_gets_a_case_of_their_own_and_sees_nothing_of_the_first()
    {
        await using var site = await ChannelSite.StartAsync();
        var (subject, path) = await ReviewedAsync(site);
        using var first = site.Customer();
        using var second = site.Customer();
        using (await first.SendAsync(await first.PageAsync(path), path, ("text", "It was me."), ("email", "ann@customer.example")))
        {
        }

        using var sent = await second.SendAsync(await second.PageAsync(path), path, ("text", "No, it was me."), ("email", "bob@customer.example"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var location = sent.Headers.Location!.ToString();
        Assert.DoesNotContain(subject.Id.Value, location, StringComparison.Ordinal);
        Assert.True(site.Tokens.TryStatus(location.Split('/', '?')[2], out var own));
        var opened = (await site.Cases.LoadAsync(own, default))!;
        Assert.Equal(("No, it was me.", "bob@customer.example", Channel.Form), (opened.Complaint.Description, opened.Complaint.Email, opened.Complaint.Channel));
        Assert.Equal(subject.Id, Assert.Single(opened.Links).Case);
        var reviewed = (await site.Cases.LoadAsync(subject.Id, default))!;
        Assert.Equal(("ann@customer.example", own), (reviewed.Complaint.Email, Assert.Single(reviewed.Links).Case));
    }

    [Fact]
    public async Task What_is_missing_or_wrong_comes_back_with_what_was_typed()
    {
        await using var site = await ChannelSite.StartAsync();
        var (subject, path) = await ReviewedAsync(site);
        using var author = site.Customer();

        using var answer = await author.SendAsync(await author.PageAsync(path), path, ("text", ""), ("email", "nobody"), ("name", "Ann <b>Other</b>"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Please tell us what went wrong.", page, StringComparison.Ordinal);
        Assert.Contains("is not an email address", page, StringComparison.Ordinal);
        Assert.Contains("Ann &lt;b&gt;Other&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain((await site.Cases.HistoryAsync(subject.Id, default)), e => e is CustomerCameForward);
    }

    [Fact]
    public async Task A_program_that_fills_in_everything_and_a_page_of_another_site_get_nowhere()
    {
        await using var site = await ChannelSite.StartAsync();
        var (subject, path) = await ReviewedAsync(site);
        using var program = site.Customer();

        using var trapped = await program.SendAsync(await program.PageAsync(path), path, ("text", "Buy now."), ("website", "https://spam.example"));
        using var forged = await program.PostAsync(path, new FormUrlEncodedContent([KeyValuePair.Create("text", "Buy now.")]));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest), (trapped.StatusCode, forged.StatusCode));
        Assert.DoesNotContain((await site.Cases.HistoryAsync(subject.Id, default)), e => e is CustomerCameForward);
    }

    [Fact]
    public async Task A_link_of_another_kind_or_case_leads_nowhere()
    {
        await using var site = await ChannelSite.StartAsync();
        var (subject, _) = await ReviewedAsync(site);
        var other = CaseId.From("form", "1");
        await site.Service.OpenAsync(other, new CommandId("open"), new Complaint { Channel = Channel.Form, Description = "It rained." }, default);
        using var anybody = site.Customer();

        foreach (var token in (string[])["x", site.Tokens.Status(subject.Id), site.Tokens.Reply(subject.Id), site.Tokens.Claim(other), site.Tokens.Claim(CaseId.From("form", "2"))])
            await anybody.PageAsync($"/reviews/{token}", HttpStatusCode.NotFound);
        await anybody.PageAsync($"/status/{site.Tokens.Claim(subject.Id)}", HttpStatusCode.NotFound);
    }

    private static async Task<(Case Case, string Path)> ReviewedAsync(Site site)
    {
        using var watcher = site.Customer();
        var subject = await ReviewTests.CaseAsync(site, await watcher.TellAsync("/api/intake/reviews", ReviewTests.Review("Never again.", 1), 202));
        return (subject, $"/reviews/{site.Tokens.Claim(subject.Id)}");
    }
}
