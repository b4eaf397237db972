using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Recovery.Cases;

namespace Recovery.Web.Identity;

/// <summary>
/// Staff of an embedded installation. The API takes the staff token and nothing else, so that no cookie can be ridden
/// on; the console takes the session that signing in began. Who acts as a person of the policy has that person's roles;
/// who holds the token and names nobody of the policy has every role.
/// </summary>
public sealed class TokenStaffIdentity(StaffToken token, IDataProtectionProvider protection, IPolicyLibrary policies, SiteOptions options) : IStaffIdentity
{
    public const string StaffHeader = "Recovery-Staff";
    public const string Cookie = "recovery-console";
    public const int LongestName = 100;

    private static readonly ImmutableArray<string> s_everyRole = [StaffRoles.Operator];

    private readonly byte[] _token = Hash(token.Value);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Recovery.Web.Console").ToTimeLimitedDataProtector();

    public ValueTask<StaffMember?> IdentifyAsync(HttpContext http) =>
        ValueTask.FromResult(http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) ? ByToken(http) : BySession(http));

    public bool IsToken(string given) => CryptographicOperations.FixedTimeEquals(Hash(given), _token);

    /// <summary>A person of the policy by id or name, or else somebody of that name.</summary>
    public StaffMember Named(string name)
    {
        var people = policies.Current.Document.People;
        var person = people.FirstOrDefault(p => p.Id == name) ?? people.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return new StaffMember(person?.Id ?? name, person?.Id, person is null ? s_everyRole : [.. person.Roles]);
    }

    public void Begin(HttpContext http, StaffMember member)
    {
        var session = _protector.Protect(JsonSerializer.Serialize(new Session(member.Name)), options.Session);
        http.Response.Cookies.Append(Cookie, session, CookieOf(http, options.Session));
    }

    public static void End(HttpContext http) => http.Response.Cookies.Delete(Cookie, CookieOf(http, null));

    private static CookieOptions CookieOf(HttpContext http, TimeSpan? age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/console",
        MaxAge = age,
        IsEssential = true,
    };

    private StaffMember? ByToken(HttpContext http)
    {
        const string scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) || !IsToken(header[scheme.Length..].Trim()))
            return null;
        var name = http.Request.Headers[StaffHeader].ToString().Trim();
        return Named(name.Length is 0 or > LongestName || name.Any(char.IsControl) ? "staff" : name);
    }

    private StaffMember? BySession(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } cookie)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Session>(_protector.Unprotect(cookie)) is { Name.Length: > 0 } session ? Named(session.Name) : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null; // Too old, or made under keys that are gone.
        }
    }

    // Hashed first: a comparison in fixed time wants equal lengths.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private sealed record Session(string Name);
}
