using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recovery.Web;
using Recovery.Web.Identity;

namespace Recovery.Local.Tests.Web;

public class SignInTests
{
    [Fact]
    public async Task A_link_signs_in_once_and_opening_it_does_not_use_it_up()
    {
        await using var site = await Site.StartAsync();
        using var maya = site.Customer();
        await maya.PageAsync("/console/sign-in?code=good-code");
        var page = await maya.PageAsync("/console/sign-in?code=good-code");
        using var answer = await maya.SendAsync(page, "/console/sign-in", ("person", "maya-okafor"));
        Assert.Equal("/console", answer.Headers.Location!.ToString());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("recovery-console", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("Maya Okafor", await maya.PageAsync("/console"), StringComparison.Ordinal);

        using var again = await maya.SendAsync(page, "/console/sign-in", ("person", "tom-bellamy"));
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Contains("has been used", await maya.PageAsync("/console/sign-in?code=good-code"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_told_and_too_many_are_held_up()
    {
        await using var site = await Site.StartAsync(new SiteOptions { SignIns = 2 });
        using var client = site.Customer();
        var page = await client.PageAsync("/console/sign-in");
        for (var i = 0; i < 2; i++)
        {
            using var wrong = await client.SendAsync(page, "/console/sign-in", ("name", "Eve"), ("token", "guess"));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            Assert.Contains("That is not the staff token", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var held = await client.SendAsync(page, "/console/sign-in", ("name", "Eve"), ("token", Site.Token));
        Assert.Equal(HttpStatusCode.TooManyRequests, held.StatusCode);
        Assert.True(held.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_led_to_the_door_and_back()
    {
        await using var site = await Site.StartAsync();
        using var client = site.Customer();
        using var turned = await client.GetAsync("/console/reports?from=2026-11-01");
        Assert.Equal(HttpStatusCode.SeeOther, turned.StatusCode);
        var page = await client.PageAsync(turned.Headers.Location!.ToString());
        using var answer = await client.SendAsync(page, "/console/sign-in", ("name", "Sam"), ("token", Site.Token));
        Assert.Equal("/console/reports?from=2026-11-01", answer.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/console/../status")]
    [InlineData("/console\\evil")]
    public async Task Signing_in_never_leads_elsewhere(string back)
    {
        await using var site = await Site.StartAsync();
        using var client = site.Customer();
        var page = await client.PageAsync($"/console/sign-in?return={Uri.EscapeDataString(back)}");
        using var answer = await client.SendAsync(page, "/console/sign-in", ("name", "Sam"), ("token", Site.Token));
        Assert.StartsWith("/console", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_opens_the_console_and_not_the_API()
    {
        await using var site = await Site.StartAsync();
        using var client = site.Customer();
        await SignInAsync(client);
        using var answer = await client.GetAsync("/api/cases");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var site = await Site.StartAsync();
        using var client = site.Customer();
        await SignInAsync(client);
        using var answer = await client.SendAsync(await client.PageAsync("/console"), "/console/sign-out");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        using var after = await client.GetAsync("/console");
        Assert.Equal(HttpStatusCode.SeeOther, after.StatusCode);
    }

    internal static async Task SignInAsync(HttpClient client, string person = "maya-okafor")
    {
        using var answer = await client.SendAsync(await client.PageAsync("/console/sign-in"), "/console/sign-in", ("person", person), ("token", Site.Token));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task Where_the_host_signs_staff_in_its_own_way_the_console_links_to_its_way_out()
    {
        await using var site = await Site.StartAsync(
            new SiteOptions { SignInUrl = "/door?back={return}", SignOutUrl = "/way-out?to=%2F" },
            with: services => services.RemoveAll<TokenStaffIdentity>().Replace(ServiceDescriptor.Singleton<IStaffIdentity>(new ByHeader())));
        using var visitor = site.Customer();
        using var led = await visitor.GetAsync("/console/sign-in?return=%2Fconsole%2Freports");
        Assert.Equal("/door?back=%2Fconsole%2Freports", led.Headers.Location!.ToString());

        visitor.DefaultRequestHeaders.Add("Who", "Sam");
        var page = await visitor.PageAsync("/console");
        Assert.Contains("href=\"/way-out?to=%2F\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/console/sign-out", page, StringComparison.Ordinal);
    }

    private sealed class ByHeader : IStaffIdentity
    {
        public ValueTask<StaffMember?> IdentifyAsync(HttpContext http) =>
            ValueTask.FromResult(http.Request.Headers["Who"].ToString() is { Length: > 0 } name ? new StaffMember(name, null, ImmutableArray<string>.Empty) : null);
    }
}
