using System.Net;
using Recovery.Cases;
using Recovery.Web.Cases;

namespace Recovery.Local.Tests.Web;

public class ConsoleTests
{
    private static readonly Actor s_tom = Actor.Staff("tom-bellamy");

    [Fact]
    public async Task The_case_page_has_a_form_for_every_command()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = await MayaAsync(site);
        var page = await maya.PageAsync($"/console/cases/{id}");
        // What only a call, a review or a suspicion needs stands on its cases alone.
        string[] elsewhere = ["confirm-transcript", "post-public-reply", "keep-apart"];
        Assert.All(CommandReader.Names.Except(elsewhere), name => Assert.Contains($"action=\"/console/cases/{id}/commands/{name}#do-{name}\"", page, StringComparison.Ordinal));
    }

    /// <summary>A line is a grid of three: subject, to whom, when. A fourth would stand under the subject.</summary>
    [Fact]
    public async Task Each_line_of_the_outbox_has_its_three_places()
    {
        await using var site = await Site.StartAsync();
        using var maya = await MayaAsync(site);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await maya.PageAsync("/console/outbox"));
        var lines = page.QuerySelectorAll(".mails li");
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(["A", "SPAN", "SPAN"], line.Children.Select(c => c.TagName)));
    }

    [Fact]
    public async Task A_message_goes_out_once_however_often_the_button_is_pressed()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = await MayaAsync(site);
        var page = await maya.PageAsync($"/console/cases/{id}");
        for (var click = 0; click < 2; click++)
        {
            using var answer = await maya.SendAsync(page, $"/console/cases/{id}/commands/message", ("text", "Dear Ana, a new tent is on its way."));
            Assert.Equal($"/console/cases/{id}?done=message", answer.Headers.Location!.ToString());
        }

        Assert.Single((await site.Cases.HistoryAsync(id, default)).OfType<MessageWritten>(), m => m.Kind == MessageKind.Message);
    }

    [Fact]
    public async Task A_refusal_stands_by_its_form_with_what_was_typed()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = await MayaAsync(site);
        using var answer = await maya.SendAsync(
            await maya.PageAsync($"/console/cases/{id}"), $"/console/cases/{id}/commands/resolve", ("outcome", "upheld"), ("explanation", "We changed the carrier."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("id=\"do-resolve\" open", page, StringComparison.Ordinal);
        Assert.Contains("We changed the carrier.</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("id=\"resolve-rootCause-fault\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_race_shows_what_changed_and_keeps_the_text()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = await MayaAsync(site);
        var page = await maya.PageAsync($"/console/cases/{id}");
        await site.Service.ExecuteAsync(id, new SendMessage(new("t"), s_tom, "I wrote first."), null, default);
        using var answer = await maya.SendAsync(page, $"/console/cases/{id}/commands/message", ("text", "Dear Ana"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var shown = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Somebody was quicker", shown, StringComparison.Ordinal);
        Assert.Contains("Tom Bellamy: Message to the customer", WebUtility.HtmlDecode(shown), StringComparison.Ordinal);
        Assert.Contains("Dear Ana</textarea>", shown, StringComparison.Ordinal);
        using var again = await maya.SendAsync(shown, $"/console/cases/{id}/commands/message", ("text", "Dear Ana"));
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
    }

    [Fact]
    public async Task A_remedy_is_proposed_from_its_form()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = await MayaAsync(site);
        var kind = site.Policy.Document.Remedies.First(r => r.Money is not null);
        using var answer = await maya.SendAsync(
            await maya.PageAsync($"/console/cases/{id}"), $"/console/cases/{id}/commands/propose-remedy",
            ("kind", kind.Kind), ("amount", "5"), ("currency", kind.Money!.Currencies[0]), ("description", "For the trouble"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(5m, (await site.Cases.LoadAsync(id, default))!.Remedy!.Offer.Amount);
    }

    [Fact]
    public async Task A_command_without_the_pages_proof_changes_nothing()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = await MayaAsync(site);
        using var answer = await maya.PostAsync($"/console/cases/{id}/commands/note", new FormUrlEncodedContent([KeyValuePair.Create("text", "forged")]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(await site.Cases.HistoryAsync(id, default), e => e is Noted);
    }

    [Fact]
    public async Task The_queue_tells_in_words_what_is_overdue()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        site.Clock.Now += NodaTime.Duration.FromDays(30);
        using var maya = await MayaAsync(site);
        var page = await maya.PageAsync("/console");
        Assert.Contains("<strong>Overdue: </strong>", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/console/cases/{id}\"", page, StringComparison.Ordinal);
        Assert.Contains("Nothing here", await maya.PageAsync("/console?status=closed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_HTML_of_a_mail_is_shut_in_a_sandbox()
    {
        await using var site = await Site.StartAsync();
        using var maya = await MayaAsync(site);
        using var answer = await maya.GetAsync("/console/outbox/0001.eml/html");
        Assert.StartsWith("sandbox;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        await maya.PageAsync("/console/outbox/none.eml", HttpStatusCode.NotFound);
    }

    internal static async Task<HttpClient> MayaAsync(Site site)
    {
        var client = site.Customer();
        await SignInTests.SignInAsync(client);
        return client;
    }
}
