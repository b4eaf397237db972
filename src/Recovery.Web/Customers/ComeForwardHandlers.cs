using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Customers;

/// <summary>The page behind the link in a public reply.</summary>
internal static class ComeForwardHandlers
{
    public static Task<IResult> ShowAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");

    public static Task<IResult> SubmitAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
