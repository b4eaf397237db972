using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Web.Http;
using Recovery.Web.Identity;

namespace Recovery.Web.Webhooks;

/// <summary>Who may change subscriptions, and who may read the events themselves.</summary>
internal static class WebhookAccess
{
    private const string Scheme = "Bearer ";

    /// <summary>Roles of the policy whose people may change subscriptions.</summary>
    private static readonly string[] s_changing = ["operator", "integrator"];

    /// <summary>Everybody of staff reads; a subscription sends what happens here to an address outside, so few set one up.</summary>
    public static bool MayChange(StaffMember staff) => staff.Roles.Any(r => r == StaffRoles.Operator || s_changing.Contains(r, StringComparer.Ordinal));

    /// <summary>Null for whoever may.</summary>
    public static IResult? Refusal(HttpContext http) => MayChange(http.Staff()) ? null
        : Problems.WrongRole($"Subscriptions are changed by people of the policy who have the role {string.Join(" or ", s_changing)}, and by the holder of the staff token in nobody's name.");

    /// <summary>Null for a program that has the events key, and for staff.</summary>
    public static async Task<IResult?> RefuseEventsAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (http.Service<WebhookSettings>().EventsKey is { Length: > 0 } key && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), Hash(key)))
            return null;
        if (await http.Service<IStaffIdentity>().IdentifyAsync(http) is not null)
            return null;
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"events\"";
        return Problems.EventsOnly(header.Length > 0);
    }

    // Hashed first: a comparison in fixed time wants equal lengths.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
