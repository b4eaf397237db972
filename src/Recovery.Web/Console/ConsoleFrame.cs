using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;
using Recovery.Web.Identity;
using Recovery.Web.Timelines;

namespace Recovery.Web.Console;

/// <summary>What every console page knows: who is reading, when, and by which words.</summary>
/// <param name="Me">Under which the reader owns cases: a person's id, or their name.</param>
public sealed record ConsoleFrame(
    string Me, string Name, FormKeys Keys, Wording Wording, Instant Now, bool HasOutbox, bool HasParked, bool HasSession, string? SignOutUrl)
{
    internal static ConsoleFrame Of(HttpContext http)
    {
        var staff = http.Staff();
        var wording = new Wording(http.Service<IPolicyLibrary>().Current);
        return new ConsoleFrame(
            staff.PersonId ?? staff.Name, wording.Person(staff.Name), FormKeys.Issue(http), wording, http.Service<IClock>().GetCurrentInstant(),
            http.RequestServices.GetService<IOutbox>() is not null, http.RequestServices.GetService<IParkedMessages>() is not null,
            http.RequestServices.GetService<TokenStaffIdentity>() is not null, http.Service<SiteOptions>().SignOutUrl);
    }
}
