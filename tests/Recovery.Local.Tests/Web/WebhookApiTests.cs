using System.Net;
using Recovery.Contracts;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Web;

public class WebhookApiTests
{
    [Fact]
    public async Task A_subscription_is_made_with_a_secret_that_is_shown_this_once()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var made = await maya.PostJsonAsync("/api/webhooks", new
        {
            url = WebhookSite.Receiver,
            name = "CRM",
            types = new[] { "case.closed", "case.resolved", "case.closed" },
            envelope = "cloudevents",
            owner = "crm@example.org",
        }, 201);
        var id = made["id"]!.ToString();
        Assert.Matches("^wh_[0-9a-z]{26}$", id);
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", made["secret"]!.ToString());
        Assert.Equal("[\"case.resolved\",\"case.closed\"]", made["types"]!.ToJsonString());
        Assert.Equal(("cloudevents", "v1", "active", "crm@example.org"), (made["envelope"]!.ToString(), made["signing"]!.ToString(), made["state"]!.ToString(), made["owner"]!.ToString()));
        Assert.Equal(("delivering", "closed", 0), (made["health"]!["condition"]!.ToString(), made["health"]!["breaker"]!.ToString(), (int)made["behind"]!));

        var shown = await maya.GetJsonAsync($"/api/webhooks/{id}");
        Assert.Null(shown["secret"]);
        foreach (var text in new[] { shown.ToJsonString(), (await maya.GetJsonAsync("/api/webhooks")).ToJsonString() })
        {
            Assert.Contains(id, text, StringComparison.Ordinal);
            Assert.DoesNotContain("whsec", text, StringComparison.Ordinal);
            Assert.DoesNotContain("CfDJ8", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_key_makes_one_subscription_and_tells_its_secret_once()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        object Crm(string name) => new { url = WebhookSite.Receiver, name };
        var first = await maya.PostJsonAsync("/api/webhooks", Crm("CRM"), 201, key: "k-1");
        await maya.PostJsonAsync($"/api/webhooks/{first["id"]}", Crm("Renamed since"), method: "PUT");
        var second = await maya.PostJsonAsync("/api/webhooks", Crm("CRM"), 200, key: "k-1");
        Assert.Equal((first["id"]!.ToString(), "Renamed since"), (second["id"]!.ToString(), second["name"]!.ToString()));
        Assert.Null(second["secret"]);

        var other = await maya.PostJsonAsync("/api/webhooks", Crm("Warehouse"), 422, key: "k-1");
        Assert.Equal("Idempotency-Key", Assert.Single(other.Faults()).Field);
        await maya.PostJsonAsync("/api/webhooks", Crm("CRM"), 201);
        Assert.Equal(2, (await maya.GetJsonAsync("/api/webhooks"))["webhooks"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"name":"CRM"}""", "url", "is missing")]
    [InlineData("""{"url":"https://crm.example.org"}""", "name", "is missing")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","typs":[]}""", "typs", "did you mean types?")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","types":["case.resolvd"]}""", "types", "did you mean case.resolved?")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","types":"case.resolved"}""", "types", "must be an array")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","types":[1]}""", "types", "must be an array")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","types":["\ud800"]}""", "types", "must be an array")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","envelope":"xml"}""", "envelope", "must be one of")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","signing":"v2"}""", "signing", "must be one of")]
    [InlineData("""{"url":"https://crm.example.org","name":"CRM","owner":"nobody"}""", "owner", "is not an email address")]
    [InlineData("""{"url":"http://crm.example.org","name":"CRM"}""", "url", "must begin with https://")]
    [InlineData("""{"url":"https://169.254.169.254/latest/meta-data","name":"CRM"}""", "url", "private or special address")]
    [InlineData("""{"url":"https://[::ffff:169.254.169.254]/","name":"CRM"}""", "url", "private or special address")]
    [InlineData("""{"url":"https://2852039166/","name":"CRM"}""", "url", "private or special address")]
    [InlineData("""{"url":"https://127.0.0.1/","name":"CRM"}""", "url", "private or special address")]
    [InlineData("""{"url":"https://me:secret@crm.example.org/","name":"CRM"}""", "url", "password")]
    [InlineData("""{"url":"https://inside.example.org/","name":"CRM"}""", "url", "private or special address")]
    [InlineData("""{"url":"https://crm.example.org:22/","name":"CRM"}""", "url", "port")]
    [InlineData("""{"url":"javascript:alert(1)","name":"CRM"}""", "url", "must be an address")]
    [InlineData("""{"url":"crm","name":"CRM"}""", "url", "must be an address")]
    public async Task What_is_wrong_with_a_subscription_is_told_by_its_field(string body, string field, string reason)
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var problem = await maya.TellAsync("/api/webhooks", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")), HttpStatusCode.UnprocessableEntity);
        var (named, told) = Assert.Single(problem.Faults());
        Assert.Equal(field, named);
        Assert.Contains(reason, told, StringComparison.Ordinal);
        Assert.Empty(await site.Get<ISubscriptions>().ListAsync(default));
    }

    [Fact]
    public async Task A_host_that_is_not_known_yet_is_taken_and_said()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var made = await maya.PostJsonAsync("/api/webhooks", new { url = "https://soon.example.org/", name = "Soon" }, 201);
        Assert.Contains("not known", made["notice"]!.ToString(), StringComparison.Ordinal);
        Assert.Null((await maya.GetJsonAsync($"/api/webhooks/{made["id"]}"))["notice"]);
    }

    [Fact]
    public async Task A_name_or_an_address_that_is_endless_is_refused_with_its_limit()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var problem = await maya.PostJsonAsync("/api/webhooks", new { url = $"https://crm.example.org/{new string('w', 3_000)}", name = new string('n', 101) }, 422);
        Assert.Equal(["url", "name"], problem.Faults().Select(f => f.Field));
        Assert.Contains("101", problem.Faults().Last().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_replaces_the_whole_and_a_stale_one_is_held_up()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, _) = await site.SubscribeAsync(new { owner = "crm@example.org", types = new[] { "case.closed" } });
        using var shown = await maya.GetAsync($"/api/webhooks/{id}");
        var seen = shown.Headers.ETag!.Tag;
        object Named(string name) => new { url = "https://crm.example.org/new", name };
        var changed = await maya.PostJsonAsync($"/api/webhooks/{id}", Named("First"), method: "PUT", match: seen);
        Assert.Equal(("First", "https://crm.example.org/new", "[]"), (changed["name"]!.ToString(), changed["url"]!.ToString(), changed["types"]!.ToJsonString()));
        Assert.Null(changed["owner"]);

        var stale = await maya.PostJsonAsync($"/api/webhooks/{id}", Named("Second"), 409, method: "PUT", match: seen);
        Assert.Equal(2, (int)stale["currentVersion"]!);
        await maya.PostJsonAsync($"/api/webhooks/{id}", Named("Second"), 422, method: "PUT", match: "W/\"x\"");
        var other = await maya.PostJsonAsync($"/api/webhooks/{id}", new { url = WebhookSite.Receiver, name = "CRM", signing = "v1a" }, 422, method: "PUT");
        Assert.Equal("signing", Assert.Single(other.Faults()).Field);
        Assert.Equal("First", (await maya.GetJsonAsync($"/api/webhooks/{id}"))["name"]!.ToString());
        await maya.PostJsonAsync($"/api/webhooks/{id}", Named("Third"), method: "PUT");
    }

    [Fact]
    public async Task A_rotation_lets_both_keys_sign_for_a_while_and_happens_once_for_one_key()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var (id, secret) = await site.SubscribeAsync();
        var rotated = await maya.PostJsonAsync($"/api/webhooks/{id}/rotate", new { overlapHours = 2 }, key: "r-1");
        Assert.NotEqual(secret, rotated["secret"]!.ToString());
        Assert.Equal(2, rotated["keys"]!.AsArray().Count);
        Assert.Null(rotated["keys"]![0]!["expiresAt"]);
        Assert.Equal("2026-11-24T12:00:00Z", rotated["keys"]![1]!["expiresAt"]!.ToString());

        var again = await maya.PostJsonAsync($"/api/webhooks/{id}/rotate", new { overlapHours = 2 }, key: "r-1");
        Assert.Null(again["secret"]);
        Assert.Equal(2, again["keys"]!.AsArray().Count);
        await maya.PostJsonAsync($"/api/webhooks/{id}/rotate", new { overlapHours = 0 }, 422, key: "r-1");

        await maya.PostJsonAsync($"/api/webhooks/{id}/test", null);
        var receiver = site.Get<ScriptedReceiver>();
        Assert.True(receiver.Requests.TryDequeue(out var request));
        var received = new ReceivedWebhook(request.Headers, request.Body);
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
        Assert.Equal((2, true, true), (received.Signatures.Length, received.IsGenuine(secret!, now), received.IsGenuine(rotated["secret"]!.ToString(), now)));

        site.Clock.Now += NodaTime.Duration.FromHours(3);
        Assert.Single((await maya.GetJsonAsync($"/api/webhooks/{id}"))["keys"]!.AsArray());
        foreach (var hours in (object[])[-1, 169, 1.5, "soon"])
            Assert.Equal("overlapHours", Assert.Single((await maya.PostJsonAsync($"/api/webhooks/{id}/rotate", new { overlapHours = hours }, 422)).Faults()).Field);
        Assert.Single((await maya.PostJsonAsync($"/api/webhooks/{id}/rotate", new { overlapHours = 0 }))["keys"]!.AsArray());
    }

    [Fact]
    public async Task The_public_key_is_for_everybody_and_the_private_one_for_nobody()
    {
        await using var site = await WebhookSite.StartAsync();
        using var maya = site.Staff();
        var made = await maya.PostJsonAsync("/api/webhooks", new { url = WebhookSite.Receiver, name = "CRM", signing = "v1a" }, 201);
        Assert.Null(made["secret"]);
        Assert.Matches("^whpk_", made["keys"]![0]!["publicKey"]!.ToString());
        Assert.Null((await maya.PostJsonAsync($"/api/webhooks/{made["id"]}/rotate", null))["secret"]);

        using var anybody = site.Customer();
        var keys = await anybody.GetJsonAsync($"/api/webhooks/{made["id"]}/keys");
        Assert.Equal(2, keys["keys"]!.AsArray().Count);
        Assert.Contains(made["keys"]![0]!["publicKey"]!.ToString(), keys["keys"]!.AsArray().Select(k => k!["publicKey"]!.ToString()));
        Assert.DoesNotContain("whsk_", keys.ToJsonString(), StringComparison.Ordinal);
        var (shared, _) = await site.SubscribeAsync();
        Assert.Empty((await anybody.GetJsonAsync($"/api/webhooks/{shared}/keys"))["keys"]!.AsArray());
        await anybody.GetJsonAsync("/api/webhooks/wh_none/keys", 404);
    }

    [Fact]
    public async Task There_are_no_more_than_two_hundred()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.SubscribeAsync();
        var subscriptions = site.Get<ISubscriptions>();
        var one = (await subscriptions.FindAsync(id, default))!;
        for (var i = 1; i < ISubscriptions.Most; i++)
            await subscriptions.AddAsync(one with { Id = $"wh_{i}" }, 0, default);
        using var maya = site.Staff();
        Assert.Contains("200", (await maya.PostJsonAsync("/api/webhooks", new { url = WebhookSite.Receiver, name = "One more" }, 422))["detail"]!.ToString(), StringComparison.Ordinal);
        await maya.PostJsonAsync($"/api/webhooks/{id}", null, 204, method: "DELETE");
        await maya.PostJsonAsync($"/api/webhooks/{id}", null, 404, method: "DELETE");
        await maya.PostJsonAsync("/api/webhooks", new { url = WebhookSite.Receiver, name = "One more" }, 201);
    }

    /// <summary>By the policy Maya is an agent.</summary>
    [Fact]
    public async Task Staff_of_another_role_read_and_change_nothing_and_strangers_do_not_even_read()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.SubscribeAsync();
        using var agent = site.Staff("maya-okafor");
        using var stranger = site.Customer();
        using var events = site.Customer().WithKey(WebhookSite.EventsKey);
        foreach (var path in (string[])["/api/webhooks", $"/api/webhooks/{id}", $"/api/webhooks/{id}/deliveries"])
        {
            await agent.GetJsonAsync(path);
            await stranger.GetJsonAsync(path, 401);
            await events.GetJsonAsync(path, 401);
        }

        object body = new { url = WebhookSite.Receiver, name = "Mine" };
        (string Method, string Path, object? Body)[] changes =
        [
            ("POST", "/api/webhooks", body), ("PUT", $"/api/webhooks/{id}", body), ("DELETE", $"/api/webhooks/{id}", null),
            .. new[] { "pause", "resume", "rotate", "test", "replay", "deliveries/x/replay" }.Select(a => ("POST", $"/api/webhooks/{id}/{a}", (object?)null)),
        ];
        foreach (var (method, path, given) in changes)
        {
            await agent.PostJsonAsync(path, given, 403, method: method);
            await stranger.PostJsonAsync(path, given, 401, method: method);
            await events.PostJsonAsync(path, given, 401, method: method);
        }

        Assert.Equal("CRM", Assert.Single(await site.Get<ISubscriptions>().ListAsync(default)).Name);
        Assert.Empty(site.Get<ScriptedReceiver>().Requests);
        using var riding = new HttpRequestMessage(HttpMethod.Delete, $"/api/webhooks/{id}");
        riding.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var staff = site.Staff();
        using var refused = await staff.SendAsync(riding);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        await staff.GetJsonAsync($"/api/webhooks/{id}");
    }
}
