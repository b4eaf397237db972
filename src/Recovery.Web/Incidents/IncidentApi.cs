using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Incidents;

/// <summary>Known failures, for staff's programs.</summary>
internal static class IncidentApi
{
    public static Task<IResult> ReportAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");

    public static Task<IResult> ListAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");

    public static Task<IResult> ShowAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
