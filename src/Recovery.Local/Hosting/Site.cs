using System.Net.Sockets;
using NodaTime;
using Recovery.Local.Mail;
using Recovery.Local.Storage;
using Recovery.Web;
using Recovery.Web.Console;
using Recovery.Web.Identity;
using Recovery.Web.Operations;

namespace Recovery.Local.Hosting;

/// <summary>The one place where the embedded host meets the web layer.</summary>
internal static class Site
{
    public static void Add(IServiceCollection services, RecoveryOptions options, string staffToken)
    {
        services.AddRecoverySite(options.Limits.Of(new SiteOptions { PublicUrl = options.PublicUrl }));
        services.AddTokenStaffIdentity(new StaffToken(staffToken));
        services.AddSingleton<SignInCodes>().AddSingleton<ISignInCodes, OneTimeCodes>();
        services.AddSingleton<IReadiness, DatabaseAnswers>();
        if (options.Smtp.Host is not null)
        {
            services.AddSingleton<IReadiness>(new SmtpAnswers(options.Smtp));
        }
        else
        {
            services.AddSingleton<IOutbox>(s => new OutboxReader(s.GetRequiredService<DataDirectory>().Path));
            services.AddSingleton<IReadiness, OutboxWritable>();
        }
    }

    public static void Map(WebApplication app) => app.MapRecoverySite();

    private sealed class OneTimeCodes(SignInCodes codes) : ISignInCodes
    {
        public async ValueTask<bool> IsValidAsync(string code) =>
            await codes.IsValidAsync(code, SystemClock.Instance.GetCurrentInstant(), CancellationToken.None);

        public ValueTask<bool> RedeemAsync(string code) => ValueTask.FromResult(codes.TryUse(code, SystemClock.Instance.GetCurrentInstant()));
    }

    private sealed class DatabaseAnswers(SqliteDatabase database) : IReadiness
    {
        public string Name => "database";

        public async Task<bool> CheckAsync(CancellationToken cancel) => await database.CasesAsync(cancel) >= 0;
    }

    private sealed class SmtpAnswers(SmtpSettings smtp) : IReadiness
    {
        public string Name => "smtp";

        public async Task<bool> CheckAsync(CancellationToken cancel)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(smtp.Host!, smtp.Port, cancel);
            return true;
        }
    }

    private sealed class OutboxWritable(DataDirectory data) : IReadiness
    {
        public string Name => "outbox";

        public Task<bool> CheckAsync(CancellationToken cancel)
        {
            var probe = Path.Combine(data.Path, OutboxMailer.DirectoryName, $".{Guid.NewGuid():n}");
            Directory.CreateDirectory(Path.GetDirectoryName(probe)!);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return Task.FromResult(true);
        }
    }
}
