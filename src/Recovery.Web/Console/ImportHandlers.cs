using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Console;

/// <summary>Lists of complaints in the console.</summary>
internal static class ImportHandlers
{
    public static Task<IResult> ShowAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");

    public static Task<IResult> StartAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");

    public static Task<IResult> ProgressAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
