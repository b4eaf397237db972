using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Policy;
using Recovery.Web.Identity;
using Recovery.Web.Webhooks;

namespace RecoveryFunctions.Identity;

/// <summary>
/// Staff as the platform signed them in. An app role of the registration lets somebody in: <see cref="StaffRole"/>, or a role
/// that the policy names, in just its spelling. Whose user name is the address of a person of the policy is that person and has
/// that person's roles too. Without an app role nobody is staff, whoever the policy says they are.
/// </summary>
internal sealed class EasyAuthStaffIdentity(IPolicyLibrary policies) : IStaffIdentity
{
    /// <summary>Lets in without a role of the policy.</summary>
    public const string StaffRole = "Recovery.Staff";

    public ValueTask<StaffMember?> IdentifyAsync(HttpContext http) => ValueTask.FromResult(Identify(http));

    public bool IsStranger(HttpContext http) => Principal(http) is not null && Identify(http) is null;

    private StaffMember? Identify(HttpContext http)
    {
        if (Principal(http) is not { } principal)
            return null;
        var people = policies.Current.Document.People;
        var known = people.SelectMany(p => p.Roles).ToHashSet(StringComparer.Ordinal);
        if (!principal.Roles.Any(r => r == StaffRole || known.Contains(r)))
            return null;

        var matched = people.Where(p => p.Email is { } email && principal.UserNames.Contains(email, StringComparer.OrdinalIgnoreCase)).ToList();
        var person = matched.Count == 1 ? matched[0] : null; // The user names of two people make neither.
        var name = person?.Id ?? NameOf(principal, people);
        return name is null ? null : new StaffMember(name, person?.Id, [.. principal.Roles.Where(r => known.Contains(r) || WebhookRoles.Changing.Contains(r)).Union(person?.Roles ?? [])]);
    }

    /// <summary>The user name first: nobody else in the directory has it, and four eyes are told apart by what is recorded.</summary>
    private static string? NameOf(ClientPrincipal principal, IEnumerable<Person> people) =>
        ((ImmutableArray<string>)[.. principal.UserNames, .. principal.Names, .. principal.Applications])
            .FirstOrDefault(name => name.Length <= TokenStaffIdentity.LongestName && !name.Any(char.IsControl) && !people.Any(p => p.Id == name));

    private static ClientPrincipal? Principal(HttpContext http) =>
        http.Request.Headers[ClientPrincipal.Header] is [{ } header] ? ClientPrincipal.TryRead(header) : null;
}

/// <summary>Where nobody can be told apart, nobody is let in.</summary>
internal sealed class NoStaffIdentity : IStaffIdentity
{
    public ValueTask<StaffMember?> IdentifyAsync(HttpContext http) => ValueTask.FromResult<StaffMember?>(null);
}
