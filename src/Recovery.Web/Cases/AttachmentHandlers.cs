using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Cases;

/// <summary>Files that came with complaints.</summary>
internal static class AttachmentHandlers
{
    public static Task<IResult> ShowAsync(HttpContext http) => throw new NotSupportedException("Not built yet.");
}
