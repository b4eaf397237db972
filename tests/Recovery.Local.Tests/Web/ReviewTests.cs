using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Recovery.Cases;

namespace Recovery.Local.Tests.Web;

public class ReviewTests
{
    private const string Path = "/api/intake/reviews";

    [Fact]
    public async Task A_review_becomes_a_case_and_a_reply_is_drafted_that_leads_to_a_private_page()
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();

        var told = await client.TellAsync(Path, Review("Never again. Two weeks late.", 1), 202);

        Assert.Equal("opened", told["outcome"]!.ToString());
        var subject = await CaseAsync(site, told);
        Assert.Equal((told["reference"]!.ToString(), "Never again. Two weeks late."), (subject.Reference, subject.Complaint.Description));
        var link = told["publicReply"]!["privateLink"]!.ToString();
        Assert.EndsWith($"/reviews/{site.Tokens.Claim(subject.Id)}", link, StringComparison.Ordinal);
        var reply = told["publicReply"]!["text"]!.ToString();
        Assert.Contains(link, reply, StringComparison.Ordinal);
        // Everybody reads it there.
        Assert.DoesNotContain(subject.Reference, reply, StringComparison.Ordinal);
        Assert.DoesNotContain("/status/", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watched_again_it_is_the_same_case_and_a_change_of_it_is_told_as_one()
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();
        var first = await client.TellAsync(Path, Review("Never again.", 1), 202);

        var same = await client.TellAsync(Path, Review("Never again.", 1), 202);
        var changed = await client.TellAsync(Path, Review("They put it right.", 4), 202);

        Assert.Equal(("unchanged", "changed"), (same["outcome"]!.ToString(), changed["outcome"]!.ToString()));
        Assert.Equal(first["caseId"]!.ToString(), changed["caseId"]!.ToString());
        var history = await site.Cases.HistoryAsync((await CaseAsync(site, first)).Id, default);
        var change = Assert.Single(history.OfType<ReviewChanged>());
        Assert.Equal(("Never again.", 1m, "They put it right.", 4m), (change.BeforeText, change.BeforeRating, change.AfterText, change.AfterRating));
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once_and_the_whole_is_kept_for_staff()
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();
        const string body = """{"source":"","reviewId":7,"link":"javascript:alert(1)","rating":6,"postedAt":"2099-01-01T00:00:00Z","stars":5,"text":"Secret words of Ann"}""";

        var problem = await client.TellAsync(Path, Json(body), 422);

        var errors = problem["errors"]!.AsArray().ToDictionary(e => e!["field"]!.ToString(), e => e!["reason"]!.ToString());
        Assert.Equal(["link", "postedAt", "rating", "reviewId", "source", "stars"], errors.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("0 to 5", errors["rating"], StringComparison.Ordinal);
        var parked = await site.ParkedAsync();
        Assert.Equal((problem["parked"]!.ToString(), "reviews"), (parked.Id, parked.Source));
        Assert.DoesNotContain("Secret words", parked.Reason, StringComparison.Ordinal);
        Assert.Equal(body, Encoding.UTF8.GetString((await site.Files.FindAsync("parked", parked.File!, default))!));
        Assert.DoesNotContain("Ann", site.Log.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"source\":\"trustpilot\",\"reviewId\":\"1\",\"te")]
    [InlineData("{\"source\":\"trustpilot\",\"reviewId\":\"1\"}")]
    public async Task What_is_no_review_is_kept_too(string body)
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();

        var problem = await client.TellAsync(Path, Json(body), 422);

        Assert.Equal(problem["parked"]!.ToString(), (await site.ParkedAsync()).Id);
        Assert.Matches(@"^\S+: .*[^.]\. It was kept whole for staff;", problem["detail"]!.ToString());
        using var staff = site.Staff();
        using var again = await staff.PostAsync($"/api/parked/{problem["parked"]}/retry", null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("still cannot be taken", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_or_too_large_or_no_json_it_is_refused_unread()
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();
        var packed = Json("{}");
        packed.Headers.ContentEncoding.Add("gzip");

        await client.TellAsync(Path, packed, 415);
        await client.TellAsync(Path, Json(new string(' ', 300 * 1024)), 413);
        await client.TellAsync(Path, new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"), 415);

        Assert.Empty(site.Files.Kept);
    }

    public static StringContent Review(string text, int rating) =>
        Json($$"""{"source":"Trustpilot","reviewId":"r-1","link":"https://reviews.example/r/1","author":"tired_of_rain","rating":{{rating}},"text":"{{text}}","postedAt":"2026-11-20T09:00:00Z"}""");

    internal static async Task<Case> CaseAsync(Site site, JsonNode told)
    {
        Assert.True(CaseId.TryParse(told["caseId"]!.ToString(), out var id));
        return (await site.Cases.LoadAsync(id, default))!;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
