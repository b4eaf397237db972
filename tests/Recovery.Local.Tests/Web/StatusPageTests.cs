using System.Net;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Local.Tests.Web;

public class StatusPageTests
{
    private static readonly Actor s_maya = Actor.Staff("maya-okafor");

    [Fact]
    public async Task A_link_that_is_wrong_in_one_letter_opens_nothing_and_tells_nothing()
    {
        await using var site = await Site.StartAsync();
        var (_, path) = await OpenAsync(site);
        using var client = site.Customer();
        var wrong = path[..^1] + (path[^1] == '0' ? '1' : '0');
        var page = await client.PageAsync(wrong, HttpStatusCode.NotFound);
        Assert.Contains("This link does not open a complaint", page, StringComparison.Ordinal);
        Assert.DoesNotContain("torn", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_staff_note_is_not_on_the_customers_page()
    {
        await using var site = await Site.StartAsync();
        var (id, path) = await OpenAsync(site);
        await site.Service.ExecuteAsync(id, new Note(new("n"), s_maya, "Supplier batch 7 again"), null, default);
        using var client = site.Customer();
        Assert.DoesNotContain("batch 7", await client.PageAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_writes_and_sees_it()
    {
        await using var site = await Site.StartAsync();
        var (id, path) = await OpenAsync(site);
        using var client = site.Customer();
        var page = await client.PageAsync(path);
        for (var click = 0; click < 2; click++)
        {
            using var answer = await client.SendAsync(page, path + "/messages", ("text", "Here is the bill."), ("about", "more"));
            Assert.Equal(path + "?said=message", answer.Headers.Location!.ToString());
        }

        Assert.Contains("Here is the bill.", await client.PageAsync(path + "?said=message"), StringComparison.Ordinal);
        Assert.Single((await site.Cases.HistoryAsync(id, default)).OfType<CustomerWrote>());
    }

    [Fact]
    public async Task An_empty_message_is_asked_for_again()
    {
        await using var site = await Site.StartAsync();
        var (_, path) = await OpenAsync(site);
        using var client = site.Customer();
        using var answer = await client.SendAsync(await client.PageAsync(path), path + "/messages", ("text", " "), ("about", "more"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Please write something.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_answered_the_page_asks_whether_it_is_solved_and_takes_the_answer()
    {
        await using var site = await Site.StartAsync();
        var (id, path) = await OpenAsync(site);
        using var client = site.Customer();
        Assert.DoesNotContain("Is it solved?", await client.PageAsync(path), StringComparison.Ordinal);
        var cause = site.Policy.RootCauses.Last().Id;
        Assert.IsType<Done>(await site.Service.ExecuteAsync(id, new Resolve(new("r"), s_maya, ResolutionOutcome.Upheld, "A new tent is on its way.", cause), null, default));

        var page = await client.PageAsync(path);
        Assert.Contains("A new tent is on its way.", page, StringComparison.Ordinal);
        using var unsaid = await client.SendAsync(page, path + "/answer", ("comment", "Well done"));
        Assert.Contains("Please say whether it is solved.", await unsaid.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var said = await client.SendAsync(
            page, path + "/answer", ("solved", "yes"), ("satisfaction", "5"), ("wouldReturn", "yes"), ("recommend", "10"), ("comment", "Well done"));
        Assert.Equal(path + "?said=answer", said.Headers.Location!.ToString());
        var answer = Assert.Single((await site.Cases.HistoryAsync(id, default)).OfType<CustomerAnswered>());
        Assert.Equal((true, 5, true, 10, "Well done"), (answer.Solved, answer.Satisfaction, answer.WouldReturn, answer.Recommend, answer.Comment));
    }

    [Fact]
    public async Task While_we_wait_the_page_says_for_what()
    {
        await using var site = await Site.StartAsync();
        var (id, path) = await OpenAsync(site);
        await site.Service.ExecuteAsync(id, new Pause(new("p"), s_maya, "Please send a picture of the seam."), null, default);
        using var client = site.Customer();
        var page = Browser.Text(await client.PageAsync(path));
        Assert.Contains("We need something from you", page, StringComparison.Ordinal);
        Assert.Contains("Please send a picture of the seam.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_that_slipped_is_owned_up_to()
    {
        await using var site = await Site.StartAsync();
        var (_, path) = await OpenAsync(site);
        site.Clock.Now += Duration.FromDays(60);
        using var client = site.Customer();
        Assert.Contains("We are late, and we are sorry.", Browser.Text(await client.PageAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_and_right_to_left_text_stand_as_text_with_their_own_direction()
    {
        await using var site = await Site.StartAsync();
        const string words = "<img src=x onerror=alert(1)> مرحبا </blockquote>";
        var (_, path) = await OpenAsync(site, words);
        using var client = site.Customer();
        var html = await client.PageAsync(path);
        Assert.Contains("<blockquote class=\"words\" dir=\"auto\">&lt;img src=x onerror=alert(1)&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains(words, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    internal static async Task<(CaseId Id, string Path)> OpenAsync(Site site, string description = "The tent is torn.")
    {
        var id = CaseId.From("test", description);
        var complaint = new Complaint { Channel = Channel.Form, Description = description, Name = "Ana", Email = "ana@example.org" };
        Assert.IsType<Done>(await site.Service.OpenAsync(id, new CommandId("open"), complaint, default));
        return (id, $"/status/{site.Tokens.Status(id)}");
    }
}
