using Microsoft.AspNetCore.Routing.Patterns;
using Recovery.Web;
using Recovery.Web.Http;

namespace Recovery.Local.Tests.Web;

public class RouteTests
{
    /// <summary>For everybody: complaints, public keys, and what the events mean.</summary>
    private static readonly string[] s_open = ["/api/complaints", "/api/webhooks/{id}/keys", "/api/events/types"];

    [Fact]
    public void Every_route_is_a_pattern_that_routing_can_parse()
    {
        foreach (var route in RecoverySite.Routes)
        {
            Assert.StartsWith("/", route.Pattern, StringComparison.Ordinal);
            Assert.Equal(route.Pattern.Trim('/'), RoutePatternFactory.Parse(route.Pattern).RawText!.Trim('/'));
        }
    }

    [Fact]
    public void No_two_routes_answer_to_the_same()
    {
        var keys = RecoverySite.Routes.Select(r => $"{r.Method} {r.Pattern}").ToList();
        Assert.Equal(keys.Distinct(), keys);
    }

    [Fact]
    public void Each_address_is_guarded_for_whom_it_serves()
    {
        foreach (var route in RecoverySite.Routes)
        {
            var console = route.Pattern.StartsWith("/console", StringComparison.Ordinal);
            Assert.Equal(console, route.Audience is Audience.Console or Audience.Door);
            var channel = route.Pattern.StartsWith("/api/intake/", StringComparison.Ordinal);
            Assert.Equal(channel, route.Audience is Audience.Channels);
            if (route.Pattern.StartsWith("/api", StringComparison.Ordinal) && !channel && !s_open.Contains(route.Pattern))
                Assert.Equal(route.Pattern == "/api/events" ? Audience.Receivers : Audience.Staff, route.Audience);
        }
    }

    [Fact]
    public void The_sites_own_pages_allow_nothing_unsafe_and_nothing_from_elsewhere()
    {
        Assert.DoesNotContain("unsafe", SecurityHeaders.Pages, StringComparison.Ordinal);
        Assert.DoesNotContain("http", SecurityHeaders.Pages, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", SecurityHeaders.Pages, StringComparison.Ordinal);
        Assert.StartsWith("sandbox;", SecurityHeaders.Mail, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", SecurityHeaders.Mail, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", SecurityHeaders.Mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_page_carries_its_headers_and_no_inline_script_or_style()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Customer();
        await SignInTests.SignInAsync(staff);
        foreach (var path in (string[])["/", "/statistics", "/console", "/console/reports", "/console/outbox", "/console/outbox/0001.eml", "/console/sign-in", "/status/x", "/nowhere"])
        {
            using var answer = await staff.GetAsync(path);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Equal(SecurityHeaders.Pages, answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("<[^>]+\\s(style|on[a-z]+)=", html);
        }
    }

    [Fact]
    public async Task What_is_no_address_is_a_problem_to_programs_and_a_page_to_people()
    {
        await using var site = await Site.StartAsync();
        using var client = site.Customer();
        using var api = await client.GetAsync("/api/nothing");
        Assert.Equal((404, "application/problem+json"), ((int)api.StatusCode, api.Content.Headers.ContentType!.MediaType));
        using var page = await client.GetAsync("/nothing");
        Assert.Equal((404, "text/html"), ((int)page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        using var wrong = await client.DeleteAsync("/api/complaints");
        Assert.Equal((405, "POST"), ((int)wrong.StatusCode, wrong.Content.Headers.Allow.Single()));
    }

    [Fact]
    public async Task A_style_sheet_with_the_hash_of_its_content_is_kept_for_good()
    {
        await using var site = await Site.StartAsync();
        using var client = site.Customer();
        var page = await client.PageAsync("/");
        var sheet = page[page.IndexOf("/assets/site.css?v=", StringComparison.Ordinal)..].Split('"')[0];
        using var answer = await client.GetAsync(sheet);
        Assert.Equal("text/css", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
    }
}
