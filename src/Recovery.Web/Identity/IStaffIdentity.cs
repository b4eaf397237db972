using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Identity;

/// <summary>Knows staff by a request; each host has its own way.</summary>
public interface IStaffIdentity
{
    /// <returns>Null when nobody of staff is asking.</returns>
    ValueTask<StaffMember?> IdentifyAsync(HttpContext http);

    /// <summary>Somebody is asking whom the host knows and who is not staff; signing in again would not help them.</summary>
    bool IsStranger(HttpContext http) => false;
}

/// <param name="Name">As it is recorded on a case: the id of a person of the policy, or the name that they gave.</param>
/// <param name="PersonId">The person of the policy that this is, if it is one.</param>
public sealed record StaffMember(string Name, string? PersonId, ImmutableArray<string> Roles);

/// <summary>Codes in sign-in links, each good for one sign-in.</summary>
public interface ISignInCodes
{
    /// <summary>Looks without using it up: mail programs and chats open links too.</summary>
    ValueTask<bool> IsValidAsync(string code);

    /// <returns>False when it was used before, or never given out.</returns>
    ValueTask<bool> RedeemAsync(string code);
}

/// <summary>The staff token of an installation.</summary>
public sealed record StaffToken(string Value);
