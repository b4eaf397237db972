using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Intake;

/// <summary>Reviews and posts, as the programs that watch them post them.</summary>
internal static class ReviewIntakeApi
{
    public static Task<IResult> ReceiveAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
