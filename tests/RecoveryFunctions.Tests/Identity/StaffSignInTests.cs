using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recovery.Cases;
using Recovery.Web;
using Recovery.Web.Identity;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Identity;

namespace RecoveryFunctions.Tests.Identity;

public class StaffSignInTests
{
    private static readonly string s_staff = EasyAuthTests.Header(("roles", "Recovery.Staff"), ("upn", "sam@fernhill.example"));

    [Theory]
    [InlineData(null)]
    [InlineData("False")]
    [InlineData("")]
    [InlineData("yes")]
    public async Task Where_the_platform_signs_nobody_in_its_header_is_an_invention(string? enabled)
    {
        await using var app = Services(enabled, new FunctionsSettings());
        Assert.Null(await WhoAsync(app, s_staff));
    }

    [Fact]
    public async Task Where_it_does_staff_are_known()
    {
        await using var app = Services("True", new FunctionsSettings());
        Assert.Equal("sam@fernhill.example", (await WhoAsync(app, s_staff))!.Name);
    }

    [Fact]
    public async Task The_staff_token_is_for_a_machine_without_the_platform()
    {
        var settings = new FunctionsSettings { StaffToken = "a-staff-token" };
        await using (var local = Services(null, settings))
        {
            Assert.NotNull(await WhoAsync(local, principal: null, bearer: "a-staff-token"));
            Assert.Null(await WhoAsync(local, s_staff));
        }

        await using var platform = Services("True", settings);
        Assert.Null(await WhoAsync(platform, principal: null, bearer: "a-staff-token"));
    }

    [Fact]
    public async Task The_console_leads_to_the_platforms_door_and_back_to_the_page_that_was_asked_for()
    {
        await using var app = Services("True", new FunctionsSettings());
        var asked = await GetAsync(app, RecoverySite.ConsoleReports, "/console/reports", "?from=2026-11-01", null);
        Assert.Equal("/console/sign-in?return=%2Fconsole%2Freports%3Ffrom%3D2026-11-01", asked.Headers.Location);
        var door = await GetAsync(app, RecoverySite.SignInForm, "/console/sign-in", "?return=%2Fconsole%2Freports%3Ffrom%3D2026-11-01", null);
        Assert.Equal("/.auth/login/aad?post_login_redirect_uri=%2Fconsole%2Freports%3Ffrom%3D2026-11-01", door.Headers.Location);
        var hostile = await GetAsync(app, RecoverySite.SignInForm, "/console/sign-in", "?return=https%3A%2F%2Fevil.example", null);
        Assert.Equal("/.auth/login/aad?post_login_redirect_uri=%2Fconsole", hostile.Headers.Location);
    }

    [Fact]
    public async Task Whoever_is_signed_in_and_not_staff_is_told_so_and_not_sent_round_in_a_circle()
    {
        await using var app = Services("True", new FunctionsSettings());
        var guest = EasyAuthTests.Header(("upn", "guest@example.org"));
        var asked = await GetAsync(app, RecoverySite.ConsoleQueue, "/console", "", guest);
        Assert.StartsWith("/console/sign-in", asked.Headers.Location.ToString(), StringComparison.Ordinal);
        var told = await GetAsync(app, RecoverySite.SignInForm, "/console/sign-in", "", guest);
        Assert.Equal(StatusCodes.Status403Forbidden, told.StatusCode);
        var staff = await GetAsync(app, RecoverySite.SignInForm, "/console/sign-in", "?return=%2Fconsole%2Freports", s_staff);
        Assert.Equal("/console/reports", staff.Headers.Location);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_use_the_session_to_change_a_case()
    {
        await using var app = Services("True", new FunctionsSettings());
        var http = Context(app, "/api/cases/x/commands/close", s_staff);
        http.Request.Method = "POST";
        http.Request.Headers["Sec-Fetch-Site"] = "cross-site";
        await (await RecoverySite.CommandCase(http)).ExecuteAsync(http);
        Assert.Equal(StatusCodes.Status404NotFound, http.Response.StatusCode);
    }

    [Fact]
    public void Signing_out_is_a_link_to_the_platform_and_only_there()
    {
        var options = new SiteOptions { SignIns = 3 };
        Assert.Equal("/.auth/logout?post_logout_redirect_uri=/", options.WithStaffSignIn(Configuration("true")).SignOutUrl);
        Assert.Equal(3, options.WithStaffSignIn(Configuration("true")).SignIns);
        Assert.Equal(options, options.WithStaffSignIn(Configuration(null)));
    }

    private static WebApplication Services(string? enabled, FunctionsSettings settings)
    {
        var configuration = Configuration(enabled);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services
            .AddRecoverySite(new SiteOptions().WithStaffSignIn(configuration))
            .AddSingleton<IPolicyLibrary>(new EasyAuthTests.OnePolicy())
            .AddStaffIdentity(settings, configuration);
        return builder.Build();
    }

    private static IConfiguration Configuration(string? enabled) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("WEBSITE_AUTH_ENABLED", enabled)]).Build();

    private static async Task<StaffMember?> WhoAsync(WebApplication app, string? principal, string? bearer = null)
    {
        var http = Context(app, "/api/cases", principal);
        if (bearer is not null)
            http.Request.Headers.Authorization = $"Bearer {bearer}";
        return await app.Services.GetRequiredService<IStaffIdentity>().IdentifyAsync(http);
    }

    private static async Task<HttpResponse> GetAsync(WebApplication app, Func<HttpContext, Task<IResult>> handler, string path, string query, string? principal)
    {
        var http = Context(app, path, principal);
        http.Request.QueryString = new QueryString(query);
        await (await handler(http)).ExecuteAsync(http);
        return http.Response;
    }

    private static DefaultHttpContext Context(WebApplication app, string path, string? principal)
    {
        var http = new DefaultHttpContext { RequestServices = app.Services };
        (http.Request.Method, http.Request.Scheme, http.Request.Host, http.Request.Path) = ("GET", "https", new HostString("case.example"), path);
        http.Response.Body = new MemoryStream();
        if (principal is not null)
            http.Request.Headers[ClientPrincipal.Header] = principal;
        return http;
    }
}
