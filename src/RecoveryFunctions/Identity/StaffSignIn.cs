using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Web;
using Recovery.Web.Identity;
using RecoveryFunctions.Hosting;

namespace RecoveryFunctions.Identity;

/// <summary>How staff sign in: through the platform where it does that, by the staff token on a developer's machine, else not at all.</summary>
internal static class StaffSignIn
{
    public static IServiceCollection AddStaffIdentity(this IServiceCollection services, FunctionsSettings settings, IConfiguration configuration) =>
        IsByPlatform(configuration) ? services.AddSingleton<IStaffIdentity, EasyAuthStaffIdentity>()
        : settings.StaffToken is { Length: > 0 } token ? services.AddTokenStaffIdentity(new StaffToken(token))
        : services.AddSingleton<IStaffIdentity, NoStaffIdentity>();

    /// <summary>The platform's own pages for signing in and out, where it has them.</summary>
    public static SiteOptions WithStaffSignIn(this SiteOptions options, IConfiguration configuration) => IsByPlatform(configuration)
        ? options with
        {
            SignInUrl = $"/.auth/login/aad?post_login_redirect_uri={SiteOptions.ReturnPlace}",
            SignOutUrl = "/.auth/logout?post_logout_redirect_uri=/",
        }
        : options;

    /// <summary>
    /// Set by App Service while its authentication is on; only then does it take the principal's header away from what
    /// comes from outside. Where it is off, the header is anybody's invention.
    /// </summary>
    private static bool IsByPlatform(IConfiguration configuration) => bool.TryParse(configuration["WEBSITE_AUTH_ENABLED"], out var on) && on;
}
