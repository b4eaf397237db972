using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Recovery.Cases;

namespace Recovery.Local.Tests.Web;

public class CaseApiTests
{
    [Fact]
    public async Task A_program_complains_and_is_told_what_was_promised()
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        using var answer = await app.PostAsJsonAsync("/api/complaints", new { description = "The tent is torn." });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var receipt = await JsonAsync(answer);
        Assert.Matches("^RC-", receipt["reference"]!.ToString());
        Assert.Equal(answer.Headers.Location!.ToString(), receipt["statusUrl"]!.ToString());
        foreach (var promise in (string[])["acknowledgeBy", "updateBy", "resolveBy"])
            Assert.True(DateTimeOffset.Parse(receipt["promises"]![promise]!.ToString()) > site.Clock.Now.ToDateTimeOffset());
    }

    [Fact]
    public async Task The_same_key_is_the_same_case_and_the_same_answer_for_as_long_as_it_lives()
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        app.DefaultRequestHeaders.Add("Idempotency-Key", "call-17");
        using var first = await app.PostAsJsonAsync("/api/complaints", new { description = "The tent is torn." });
        var receipt = await first.Content.ReadAsStringAsync();
        site.Clock.Now += Duration.FromDays(1);
        Assert.True(CaseId.TryParse((await JsonAsync(first))["caseId"]!.ToString(), out var id));
        await site.Service.ExecuteAsync(id, new SendMessage(new("m"), Actor.Staff("maya-okafor"), "Hello"), null, default);

        using var second = await app.PostAsJsonAsync("/api/complaints", new { description = "The tent is torn." });
        Assert.Equal((HttpStatusCode.Accepted, receipt), (second.StatusCode, await second.Content.ReadAsStringAsync()));
        using var other = await app.PostAsJsonAsync("/api/complaints", new { description = "Another matter." });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("Idempotency-Key", (await JsonAsync(other))["errors"]![0]!["field"]!.ToString());
    }

    [Theory]
    [InlineData("text/plain", "{}", 415)]
    [InlineData("application/json", "{", 400)]
    [InlineData("application/json", "{}", 422)]
    [InlineData("application/json; charset=utf-16", "{}", 415)]
    public async Task What_cannot_be_taken_is_a_problem_document(string type, string body, int status)
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var answer = await app.PostAsync("/api/complaints", content);
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var problem = await JsonAsync(answer);
        Assert.Equal(status, (int)problem["status"]!);
        foreach (var member in (string[])["type", "title", "detail", "traceId"])
            Assert.NotEmpty(problem[member]!.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_256_KB_is_refused_with_the_limit(bool chunked)
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/complaints") { Content = JsonContent.Create(new { description = new string('x', 1_000_000) }) };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await app.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("256 KB", (await JsonAsync(answer))["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Basic YTpi")]
    public async Task Nobody_but_staff_sees_cases(string? authorization)
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        if (authorization is not null)
            app.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await app.GetAsync("/api/cases");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_command_is_answered_with_the_case_and_its_new_tag()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = site.Staff("Maya Okafor");
        using var answer = await maya.PostAsJsonAsync($"/api/cases/{id}/commands/note", new { text = "Batch 7." });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var view = await JsonAsync(answer);
        Assert.Equal($"\"{view["version"]}\"", answer.Headers.ETag!.Tag);
        var entry = view["timeline"]!.AsArray()[^1]!;
        Assert.Equal(("noted", "maya-okafor", "Batch 7.", false), (entry["type"]!.ToString(), entry["by"]!["name"]!.ToString(), entry["words"]!.ToString(), (bool)entry["visibleToCustomer"]!));
        Assert.Contains(view["promises"]!.AsArray(), p => p!["kind"]!.ToString() == "update" && p["state"]!.ToString() == "owed" && p["explanation"]!.ToString().Contains("rule", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_at_once_the_second_is_told_what_changed()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = site.Staff();
        using var seen = await maya.GetAsync($"/api/cases/{id}");
        await site.Service.ExecuteAsync(id, new Note(new("n"), Actor.Staff("tom-bellamy"), "I am on it."), null, default);
        maya.DefaultRequestHeaders.IfMatch.Add(seen.Headers.ETag!);
        using var answer = await maya.PostAsJsonAsync($"/api/cases/{id}/commands/message", new { text = "Dear Ana" });
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await JsonAsync(answer);
        Assert.True((int)problem["currentVersion"]! > 0);
        Assert.Contains("Tom Bellamy: Note for staff.", Assert.Single(problem["changes"]!.AsArray())!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deciders_reason_reaches_whoever_asked()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = site.Staff();
        using var answer = await maya.PostAsJsonAsync($"/api/cases/{id}/commands/assign", new { owner = "nobody-here" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await JsonAsync(answer);
        Assert.Equal("owner", problem["errors"]![0]!["field"]!.ToString());
        using var empty = await maya.PostAsync($"/api/cases/{id}/commands/resume", null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.Equal("urn:recovery:problem:not-now", (await JsonAsync(empty))["type"]!.ToString());
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = site.Staff();
        using var command = await maya.PostAsync($"/api/cases/{id}/commands/forget", null);
        Assert.Equal(HttpStatusCode.NotFound, command.StatusCode);
        Assert.Contains("take-escalation", (await JsonAsync(command))["detail"]!.ToString(), StringComparison.Ordinal);
        foreach (var path in (string[])["/api/cases/not-an-id", $"/api/cases/{CaseId.From("test", "none")}"])
        {
            using var answer = await maya.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("status=open,lost", "status")]
    [InlineData("overdue=perhaps", "overdue")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=made-up", "cursor")]
    [InlineData("ownr=maya", "ownr")]
    public async Task A_filter_that_makes_no_sense_is_named(string query, string parameter)
    {
        await using var site = await Site.StartAsync();
        using var maya = site.Staff();
        using var answer = await maya.GetAsync($"/api/cases?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(parameter, Assert.Single((await JsonAsync(answer))["errors"]!.AsArray())!["field"]!.ToString());
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_ride_on_whatever_lets_staff_in()
    {
        await using var site = await Site.StartAsync();
        var (id, _) = await StatusPageTests.OpenAsync(site);
        using var maya = site.Staff();
        maya.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await maya.PostAsJsonAsync($"/api/cases/{id}/commands/note", new { text = "x" });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(await site.Cases.HistoryAsync(id, default), e => e is Noted);
    }

    internal static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
}
