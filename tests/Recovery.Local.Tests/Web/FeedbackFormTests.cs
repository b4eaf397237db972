using System.Net;
using Recovery.Cases;
using Recovery.Web;

namespace Recovery.Local.Tests.Web;

public class FeedbackFormTests
{
    [Fact]
    public async Task A_complaint_leads_to_its_private_page()
    {
        await using var site = await Site.StartAsync();
        using var ana = site.Customer();
        using var answer = await ana.SendAsync(await ana.PageAsync("/"), "/feedback", ("description", "The tent is torn."), ("email", "ana@example.org"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var page = Browser.Text(await ana.PageAsync(answer.Headers.Location!.ToString()));
        Assert.Contains("Thank you for telling us", page, StringComparison.Ordinal);
        Assert.Contains("The tent is torn.", page, StringComparison.Ordinal);
        Assert.Contains("What happens next", page, StringComparison.Ordinal);
        Assert.Contains("(Europe/London)", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_click_is_no_second_complaint_and_a_changed_text_is()
    {
        await using var site = await Site.StartAsync();
        using var ana = site.Customer();
        var page = await ana.PageAsync("/");
        var first = await LandsAt(ana, page, "The tent is torn.");
        var second = await LandsAt(ana, page, "The tent is torn.");
        var changed = await LandsAt(ana, page, "The tent is torn, and it rained.");
        Assert.Equal(first, second);
        Assert.NotEqual(first, changed);
    }

    [Fact]
    public async Task What_was_typed_is_still_there_beside_every_fault()
    {
        await using var site = await Site.StartAsync();
        using var ana = site.Customer();
        using var answer = await ana.SendAsync(
            await ana.PageAsync("/"), "/feedback", ("description", ""), ("email", "not one"), ("impact", "We <b>had</b> to leave."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<a href=\"#description\">Please tell us what went wrong.</a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#email\">Your email address is not an email address such as name@example.org.</a>", html, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\" aria-describedby=\"email-fault\"", html, StringComparison.Ordinal);
        Assert.Contains("We &lt;b&gt;had&lt;/b&gt; to leave.</textarea>", html, StringComparison.Ordinal);
        Assert.Contains("value=\"not one\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_megabyte_comes_back_with_the_limit_and_nothing_lost()
    {
        await using var site = await Site.StartAsync();
        using var ana = site.Customer();
        var text = new string('é', 1_000_000);
        using var answer = await ana.SendAsync(await ana.PageAsync("/"), "/feedback", ("description", text));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains("What went wrong has 1,000,000 characters; it may have 20,000.", page, StringComparison.Ordinal);
        Assert.Contains(text, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_form_may_hold_is_told_with_the_limit()
    {
        await using var site = await Site.StartAsync();
        using var ana = site.Customer();
        using var answer = await ana.SendAsync(await ana.PageAsync("/"), "/feedback", ("description", new string('x', 7_000_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("A form may hold 6 MB", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_another_site_does_nothing_and_keeps_the_text()
    {
        await using var site = await Site.StartAsync();
        using var elsewhere = site.Customer();
        using var answer = await elsewhere.PostAsync("/feedback", new FormUrlEncodedContent([KeyValuePair.Create("description", "The tent is torn.")]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The tent is torn.</textarea>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty((await site.Cases.QueryAsync(new CaseQuery { Now = site.Clock.Now }, default)).Cases);
    }

    [Fact]
    public async Task Whoever_fills_the_trap_is_asked_and_not_dropped()
    {
        await using var site = await Site.StartAsync();
        using var ana = site.Customer();
        using var asked = await ana.SendAsync(await ana.PageAsync("/"), "/feedback", ("description", "The tent is torn."), ("website", "https://ana.example"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
        var page = await asked.Content.ReadAsStringAsync();
        Assert.Contains("The tent is torn.</textarea>", page, StringComparison.Ordinal);
        using var confirmed = await ana.SendAsync(
            page, "/feedback", ("description", "The tent is torn."), ("website", "https://ana.example"), ("is-person", "true"));
        Assert.Equal(HttpStatusCode.SeeOther, confirmed.StatusCode);
    }

    [Fact]
    public async Task One_source_is_slowed_down_and_told_when_to_come_back()
    {
        await using var site = await Site.StartAsync(new SiteOptions { FormPosts = 1 });
        using var ana = site.Customer();
        var page = await ana.PageAsync("/");
        await LandsAt(ana, page, "One.");
        using var held = await ana.SendAsync(page, "/feedback", ("description", "Two."));
        Assert.Equal(HttpStatusCode.TooManyRequests, held.StatusCode);
        Assert.True(held.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task An_anonymous_complaint_holds_nothing_that_tells_who_it_was()
    {
        await using var site = await Site.StartAsync();
        using var ana = site.Customer();
        using var answer = await ana.SendAsync(
            await ana.PageAsync("/"), "/feedback", ("description", "Torn."), ("anonymous", "true"), ("name", "Ana"), ("email", "ana@example.org"));
        var id = CaseOf(site, answer);
        var complaint = (await site.Cases.LoadAsync(id, default))!.Complaint;
        Assert.Equal((true, null, null), (complaint.Anonymous, complaint.Name, complaint.Email));
        Assert.Contains("only way back", await ana.PageAsync(answer.Headers.Location!.ToString()), StringComparison.Ordinal);
    }

    internal static CaseId CaseOf(Site site, HttpResponseMessage answer)
    {
        var token = answer.Headers.Location!.ToString().Split('?')[0]["/status/".Length..];
        Assert.True(site.Tokens.TryStatus(token, out var id));
        return id;
    }

    private static async Task<string> LandsAt(HttpClient client, string page, string description)
    {
        using var answer = await client.SendAsync(page, "/feedback", ("description", description));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }
}
