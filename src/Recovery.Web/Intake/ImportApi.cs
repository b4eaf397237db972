using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Intake;

/// <summary>Lists of complaints, for staff's programs.</summary>
internal static class ImportApi
{
    public static Task<IResult> StartAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");

    public static Task<IResult> ShowAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
