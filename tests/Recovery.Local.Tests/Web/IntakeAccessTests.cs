using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

public class IntakeAccessTests
{
    private const string Key = "a-key-of-the-intake";
    private const string Review = """{"source":"trustpilot","reviewId":"r-1","rating":1,"text":"Never again."}""";

    [Fact]
    public async Task Without_a_key_this_machine_may_bring_what_it_has()
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();

        Assert.Equal("opened", (await PostAsync(client, 202))["outcome"]!.ToString());
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("X-Original-For", "127.0.0.1:4711")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "rebound.evil.example")]
    public async Task Without_a_key_nobody_may_who_comes_from_elsewhere_by_way_of_this_machine(string header, string value)
    {
        await using var site = await ChannelSite.StartAsync();
        using var client = site.Customer();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        await PostAsync(client, 401);
    }

    [Fact]
    public async Task Closed_to_all_without_a_key_it_is_closed_to_this_machine_and_says_what_is_missing()
    {
        await using var site = await ChannelSite.StartAsync(new IntakeAccess());
        using var client = site.Customer();

        Assert.Contains("has no intake key yet", (await PostAsync(client, 401))["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_taken_wherever_a_provider_can_put_it()
    {
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { Key = Key, OpenTo = IntakeOpenness.ThisMachine });
        using var client = site.Customer();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        Assert.StartsWith("Send the intake key", (await PostAsync(client, 401))["detail"]!.ToString(), StringComparison.Ordinal);
        await PostAsync(client, 202, headers => headers.Authorization = new("Bearer", Key));
        await PostAsync(client, 202, headers => headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"postmark:{Key}"))));
        await PostAsync(client, 202, headers => headers.Add("x-functions-key", Key));
        await PostAsync(client, 202, path: $"/api/intake/reviews?code={Key}");
    }

    [Theory]
    [InlineData("Bearer", "wrong")]
    [InlineData("Bearer", "a-key-of-the-intakE")]
    [InlineData("Bearer", "")]
    [InlineData("Basic", "no base64")]
    [InlineData("Basic", "bm9wYXNzd29yZA==")]
    public async Task A_wrong_key_opens_nothing_not_even_to_this_machine(string scheme, string given)
    {
        await using var site = await ChannelSite.StartAsync(new IntakeAccess { Key = Key, OpenTo = IntakeOpenness.Everybody });
        using var client = site.Customer();

        await PostAsync(client, 401, headers => headers.TryAddWithoutValidation("Authorization", $"{scheme} {given}"));

        Assert.Empty(await site.Parked.ListAsync(null, 10, default));
        Assert.Empty(site.Files.Kept);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> PostAsync(
        HttpClient client, int status, Action<HttpRequestHeaders>? with = null, string path = "/api/intake/reviews")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Review, Encoding.UTF8, "application/json") };
        with?.Invoke(request.Headers);
        using var answer = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain(Key, said, StringComparison.Ordinal);
        return System.Text.Json.Nodes.JsonNode.Parse(said)!;
    }
}
