using Azure.Data.Tables;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Net.Http.Headers;
using NodaTime;
using Recovery.Cases;
using Recovery.Web;
using Recovery.Web.Identity;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;
using RecoveryFunctions.Keys;
using RecoveryFunctions.Policies;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;

namespace RecoveryFunctions.Tests.Keys;

/// <summary>Each provider of services stands for an instance of the app; one made later stands for a restart or a deployment.</summary>
[Collection(AzuriteTests.Name)]
public sealed class SharedKeyTests(AzuriteServer azurite) : IAsyncLifetime
{
    private static readonly CaseId s_case = CaseId.From("keys", "1");

    private readonly VirtualClock _clock = new(SystemClock.Instance.GetCurrentInstant());
    private RecoveryTables _tables = null!;

    public async Task InitializeAsync() => _tables = await azurite.NewTablesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_form_that_one_instance_gave_out_another_takes()
    {
        await using var one = Instance();
        await using var other = Instance();
        var page = Request(one);
        var tokens = one.GetRequiredService<IAntiforgery>().GetAndStoreTokens(page);

        Assert.True(await TakesAsync(other));
        await using var restarted = Instance();
        Assert.True(await TakesAsync(restarted));

        async Task<bool> TakesAsync(IServiceProvider instance)
        {
            var post = Request(instance);
            post.Request.Method = "POST";
            post.Request.Headers.Cookie = Cookie(page);
            post.Request.ContentType = "application/x-www-form-urlencoded";
            post.Request.Form = new FormCollection(new() { [tokens.FormFieldName] = tokens.RequestToken });
            return await instance.GetRequiredService<IAntiforgery>().IsRequestValidAsync(post);
        }
    }

    [Fact]
    public async Task Whoever_signed_in_at_one_instance_is_known_to_another()
    {
        await using var one = Instance();
        await using var other = Instance();
        var signIn = Request(one);
        one.GetRequiredService<TokenStaffIdentity>().Begin(signIn, new StaffMember("maya-okafor", "maya-okafor", []));

        await using var restarted = Instance();
        foreach (var instance in (IServiceProvider[])[other, restarted])
        {
            var visit = Request(instance);
            visit.Request.Path = "/console";
            visit.Request.Headers.Cookie = Cookie(signIn);
            Assert.Equal("maya-okafor", (await instance.GetRequiredService<IStaffIdentity>().IdentifyAsync(visit))?.Name);
        }
    }

    [Fact]
    public async Task Instances_that_find_no_key_at_the_same_moment_agree_on_one()
    {
        var instances = Enumerable.Range(0, 4).Select(_ => Instance()).ToList();
        var made = await Task.WhenAll(instances.Select(i => Task.Run(() =>
            (Secret: i.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("words"), Link: i.GetRequiredService<CaseTokens>().Status(s_case)))));

        Assert.Single(made.Select(m => m.Link).Distinct());
        foreach (var instance in instances)
        {
            Assert.All(made, m => Assert.Equal("words", instance.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(m.Secret)));
            await instance.DisposeAsync();
        }

        Assert.Single(_tables.Shared.Query<TableEntity>("PartitionKey eq 'data-protection'"));
    }

    [Fact]
    public async Task A_link_of_one_instance_opens_at_another_and_after_a_restart()
    {
        await using var one = Instance();
        var (link, address) = (one.GetRequiredService<CaseTokens>().Status(s_case), one.GetRequiredService<CaseTokens>().Reply(s_case));
        await using var other = Instance();

        Assert.True(other.GetRequiredService<CaseTokens>().TryStatus(link, out var id));
        Assert.Equal(s_case, id);
        Assert.True(other.GetRequiredService<CaseTokens>().TryReply(address, out _));
        Assert.False(other.GetRequiredService<CaseTokens>().TryStatus(address, out _));
    }

    [Fact]
    public async Task The_secret_of_a_webhook_that_one_instance_protected_every_other_reads_and_one_that_is_started_later_too()
    {
        await using var one = Instance();
        await using var other = Instance();
        var stored = one.GetRequiredService<ISecretProtection>().Protect("whsec_of-the-crm");

        Assert.DoesNotContain("whsec_", stored, StringComparison.Ordinal);
        Assert.Equal("whsec_of-the-crm", other.GetRequiredService<ISecretProtection>().Unprotect(stored));
        await using var restarted = Instance();
        Assert.Equal("whsec_of-the-crm", restarted.GetRequiredService<ISecretProtection>().Unprotect(stored));
    }

    [Fact]
    public async Task A_new_key_signs_only_when_every_instance_has_it_and_old_links_go_on_working()
    {
        var (busy, idle) = (Tokens(), Tokens());
        var old = busy.Status(s_case);
        Assert.Equal(old, idle.Status(s_case));
        await InsertAsync("2026-11-22T10:00:00Z", new string('a', 64));

        // The instance that is asked all the time reads every five minutes; the other one not at all until it is asked.
        for (var minute = 1; minute <= 14; minute++)
        {
            _clock.Now += Duration.FromMinutes(1);
            Assert.Equal(old, busy.Status(s_case));
        }

        _clock.Now += Duration.FromMinutes(2 + 10);
        var renewed = busy.Status(s_case);
        Assert.NotEqual(old, renewed);
        Assert.True(idle.TryStatus(renewed, out _));
        Assert.True(busy.TryStatus(old, out _));
        Assert.Equal(renewed, idle.Status(s_case));
        Assert.Equal(renewed, Tokens().Status(s_case));
    }

    [Fact]
    public async Task Links_end_with_the_row_of_their_key()
    {
        var tokens = Tokens();
        var old = tokens.Status(s_case);
        await InsertAsync("2026-11-22T10:00:00Z", new string('b', 64));
        await _tables.Shared.DeleteEntityAsync(CaseTokenKeys.Partition, "0-first");
        _clock.Now += CaseTokenKeys.Oldest + Duration.FromSeconds(1);

        Assert.False(tokens.TryStatus(old, out _));
        Assert.True(tokens.TryStatus(tokens.Status(s_case), out _));
    }

    [Fact]
    public async Task A_row_that_holds_no_key_is_passed_over()
    {
        var link = Tokens().Status(s_case);
        await InsertAsync("2026-11-22T10:00:00Z", "not a key");
        _clock.Now += Duration.FromHours(1);

        Assert.Equal(link, Tokens().Status(s_case));
    }

    [Fact]
    public async Task Keys_at_hand_are_used_while_the_table_does_not_answer()
    {
        var keys = new CaseTokenKeys(_tables, _clock, NullLogger<CaseTokenKeys>.Instance);
        var tokens = new CaseTokens(keys.Current);
        var link = tokens.Status(s_case);
        await _tables.Shared.DeleteAsync();
        _clock.Now += Duration.FromHours(1);

        Assert.True(tokens.TryStatus(link, out _));
    }

    private CaseTokens Tokens() => new(new CaseTokenKeys(_tables, _clock, NullLogger<CaseTokenKeys>.Instance).Current);

    // As the command in the documentation of CaseTokenKeys does.
    private async Task InsertAsync(string rowKey, string key) =>
        await _tables.Shared.AddEntityAsync(new TableEntity(CaseTokenKeys.Partition, rowKey) { [CaseTokenKeys.KeyProperty] = key });

    private ServiceProvider Instance()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(azurite.Tables(_tables.Shared.Name[..^"shared".Length]));
        services.AddSingleton<IClock>(_clock);
        services.AddPolicies("default");
        services.AddRecoverySite(new SiteOptions());
        services.AddTokenStaffIdentity(new StaffToken("a-staff-token-for-tests"));
        services.AddSharedKeys();
        services.AddWebhooks(new WebhookSettings(), _ => new Uri("https://care.example.org/"));
        return services.BuildServiceProvider();
    }

    private static DefaultHttpContext Request(IServiceProvider instance)
    {
        var http = new DefaultHttpContext { RequestServices = instance };
        http.Request.Scheme = "https";
        http.Request.Host = new HostString("complaints.example.org");
        return http;
    }

    /// <summary>What a browser sends back of what it was given.</summary>
    private static string Cookie(HttpContext given)
    {
        var set = SetCookieHeaderValue.Parse(given.Response.Headers.SetCookie.ToString());
        return $"{set.Name}={set.Value}";
    }
}
