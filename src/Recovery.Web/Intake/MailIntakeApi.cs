using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Intake;

/// <summary>Mail as providers post it.</summary>
internal static class MailIntakeApi
{
    public static Task<IResult> ReceiveAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
