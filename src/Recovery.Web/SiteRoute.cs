using Microsoft.AspNetCore.Http;

namespace Recovery.Web;

/// <summary>Whom a route serves; decides how they are known and in which form they are told of a fault.</summary>
public enum Audience
{
    /// <summary>Pages anybody may open; a status page by its token alone.</summary>
    Customers,

    /// <summary>Intake by programs, open to all.</summary>
    Apps,

    /// <summary>Intake by programs that bring mail, calls and reviews: a key, or a provider's signature.</summary>
    Channels,

    /// <summary>Programs that fetch events: the events key, or staff.</summary>
    Receivers,

    /// <summary>The API of staff: a bearer token.</summary>
    Staff,

    /// <summary>Console pages before anybody is signed in.</summary>
    Door,

    /// <summary>Console pages: staff with a session.</summary>
    Console,

    /// <summary>Probes.</summary>
    Operators,

    /// <summary>Style sheets and scripts.</summary>
    Everyone,
}

/// <param name="Pattern">An ASP.NET route pattern with its leading slash.</param>
/// <param name="Handler">Complete: identity, limits, headers and faults are dealt with inside.</param>
public sealed record SiteRoute(string Method, string Pattern, Audience Audience, Func<HttpContext, Task<IResult>> Handler);
