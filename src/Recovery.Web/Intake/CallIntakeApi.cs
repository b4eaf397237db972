using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Intake;

/// <summary>Calls as speech services write them down.</summary>
internal static class CallIntakeApi
{
    public static Task<IResult> ReceiveAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
