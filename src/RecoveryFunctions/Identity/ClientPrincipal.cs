using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecoveryFunctions.Identity;

/// <summary>
/// Whom App Service authentication ("Easy Auth") found behind a request: the header <c>X-MS-CLIENT-PRINCIPAL</c>, base64 of
/// JSON with <c>auth_typ</c>, <c>claims</c>, <c>name_typ</c> and <c>role_typ</c>.
/// </summary>
internal sealed class ClientPrincipal
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>In characters of the header. The platform's own front end takes no longer headers than this.</summary>
    public const int Longest = 64 * 1024;

    private const string Schemas2005 = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    // Claims pass the platform's mapping, so that one claim has several spellings.
    private static readonly string[] s_roleTypes = ["roles", "role", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"];

    /// <summary>
    /// Names under which the directory signs somebody in. Not mail addresses: whoever has no mailbox may be given any
    /// (learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization).
    /// </summary>
    private static readonly string[] s_userNameTypes = ["preferred_username", "upn", Schemas2005 + "upn", "unique_name"];
    private static readonly string[] s_nameTypes = ["name", Schemas2005 + "name"];
    private static readonly string[] s_applicationTypes = ["azp", "appid"];

    private static readonly JsonSerializerOptions s_json = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    private ClientPrincipal(Document read)
    {
        var claims = read.Claims ?? [];
        Roles = [.. Values([.. s_roleTypes, .. Of(read.RoleType)])];
        UserNames = [.. Values(s_userNameTypes)];
        Names = [.. Values([.. s_nameTypes, .. Of(read.NameType)]).Except(UserNames)];
        Applications = [.. Values(s_applicationTypes)];

        IEnumerable<string> Values(string[] types) => types
            .SelectMany(type => claims.Where(c => c?.Type == type).Select(c => c!.Value?.Trim()))
            .OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal);

        static string[] Of(string? type) => string.IsNullOrEmpty(type) ? [] : [type];
    }

    public ImmutableArray<string> Roles { get; }

    /// <summary>The sign-in name first.</summary>
    public ImmutableArray<string> UserNames { get; }

    public ImmutableArray<string> Names { get; }

    /// <summary>Client ids, of a program that signs in by itself too.</summary>
    public ImmutableArray<string> Applications { get; }

    /// <returns>Null when it is not what the platform writes.</returns>
    public static ClientPrincipal? TryRead(string header)
    {
        if (header.Length is 0 or > Longest)
            return null;
        var json = new byte[header.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(header, json, out var length))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Document>(json.AsSpan(0, length), s_json) is { } read ? new ClientPrincipal(read) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Document(
        [property: JsonPropertyName("claims")] IReadOnlyList<Claim?>? Claims,
        [property: JsonPropertyName("name_typ")] string? NameType,
        [property: JsonPropertyName("role_typ")] string? RoleType);

    private sealed record Claim([property: JsonPropertyName("typ")] string? Type, [property: JsonPropertyName("val")] string? Value);
}
