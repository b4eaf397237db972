using Microsoft.Extensions.Configuration;

namespace RecoveryFunctions.Hosting;

/// <summary>Where the app runs, told by what the platform or Core Tools put into the environment.</summary>
internal static class Surroundings
{
    /// <summary>Which of them a plan sets differs; none is set on a developer's machine.</summary>
    private static readonly string[] s_platform = ["WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME", "WEBSITE_POD_NAME"];

    /// <summary>
    /// True unless Core Tools say that this is a developer's machine, and nothing that only the platform sets says otherwise: in
    /// doubt what is for developers is refused. <c>AZURE_FUNCTIONS_ENVIRONMENT</c> alone proves nothing, since an app on Azure may
    /// set it to <c>Development</c>.
    /// </summary>
    public static bool IsAzure(IConfiguration configuration) =>
        configuration["AZURE_FUNCTIONS_ENVIRONMENT"] is not "Development" || s_platform.Any(p => !string.IsNullOrEmpty(configuration[p]));

    /// <summary>The app's own address; null when nobody says. Core Tools answer on plain HTTP.</summary>
    public static Uri? Address(IConfiguration configuration) =>
        configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } name && Uri.TryCreate($"{(IsAzure(configuration) ? "https" : "http")}://{name}", UriKind.Absolute, out var address)
            ? address
            : null;
}
