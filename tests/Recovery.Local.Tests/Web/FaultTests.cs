using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Cases;
using Recovery.Web.Http;
using Recovery.Web.Operations;

namespace Recovery.Local.Tests.Web;

public class FaultTests
{
    private const string Secret = "ana@example.org at row 7";

    [Fact]
    public async Task A_fault_is_told_without_its_text_and_logged_without_the_link()
    {
        await using var site = await Site.StartAsync(with: s => s.AddSingleton<ICaseStore>(new Broken()));
        using var client = site.Customer();
        var token = site.Tokens.Status(CaseId.From("test", "1"));
        var page = await client.PageAsync($"/status/{token}", HttpStatusCode.InternalServerError);
        Assert.Contains("Something went wrong on our side", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, page, StringComparison.Ordinal);

        using var maya = site.Staff();
        using var answer = await maya.GetAsync($"/api/cases/{CaseId.From("test", "1")}");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var problem = await CaseApiTests.JsonAsync(answer);
        Assert.DoesNotContain(Secret, problem.ToJsonString(), StringComparison.Ordinal);

        Assert.Contains("System.IO.IOException", site.Log.All, StringComparison.Ordinal);
        Assert.Contains(problem["traceId"]!.ToString(), site.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, site.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(token, site.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_names_what_is_missing_and_no_more()
    {
        await using var site = await Site.StartAsync(with: s => s.AddSingleton<IReadiness>(new Site.Readiness("mail", Good: false)));
        using var client = site.Customer();
        using var answer = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("""{"status":"not ready","checks":{"store":"ok","mail":"failed"}}""", await answer.Content.ReadAsStringAsync());
        using var live = await client.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    public void A_source_is_an_address_or_the_network_of_a_household(string address, string source)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        http.Request.Headers["X-Forwarded-For"] = "198.51.100.1, 198.51.100.2:4711";
        Assert.Equal(source, SourceLimits.Source(http, trustedProxies: 0));
        Assert.Equal("198.51.100.2", SourceLimits.Source(http, trustedProxies: 1));
        Assert.Equal("198.51.100.1", SourceLimits.Source(http, trustedProxies: 2));
        Assert.Equal(source, SourceLimits.Source(http, trustedProxies: 3));
    }

    private sealed class Broken : ICaseStore
    {
        public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => throw new IOException(Secret);

        public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) => throw new IOException(Secret);

        public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => throw new IOException(Secret);

        public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel) => throw new IOException(Secret);

        public Task<IReadOnlyList<CaseId>> DueAsync(NodaTime.Instant now, int limit, CancellationToken cancel) => throw new IOException(Secret);

        public Task<NodaTime.Instant?> NextWakeAsync(CancellationToken cancel) => throw new IOException(Secret);

        public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => throw new IOException(Secret);
    }
}
