using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Recovery.Cases;

namespace Recovery.Web.Http;

/// <summary>What every form carries unseen: proof that it came from our page, and a name of its own by which a second click is known.</summary>
/// <param name="Id">Random; the same form sent twice is one thing.</param>
public sealed record FormKeys(string Field, string Token, string Id)
{
    public const string IdField = "form-id";

    internal static FormKeys Issue(HttpContext http, string? id = null)
    {
        http.Response.Headers.Remove("Cache-Control"); // The line below warns in the log of each page on which it stands.
        var tokens = http.Service<IAntiforgery>().GetAndStoreTokens(http);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Remove("Pragma");
        return new FormKeys(tokens.FormFieldName, tokens.RequestToken!, id ?? CaseId.Base32(RandomNumberGenerator.GetBytes(16)));
    }
}

/// <summary>A form as it was sent.</summary>
/// <param name="Genuine">It came from a page of ours that this browser had opened.</param>
/// <param name="Id">Of this rendering of the form.</param>
internal sealed record FormPost(IReadOnlyDictionary<string, string> Fields, bool Genuine, string Id)
{
    public const string Expired = "This page was open for too long, or in another window. Nothing is lost: please check what you wrote and send it again.";

    public string this[string field] => Fields.GetValueOrDefault(field, "");

    /// <summary>Hash of all that a person entered; tells a second click from a second message.</summary>
    public string Fingerprint => Fingerprints.Of(string.Join('\n', Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}\0{f.Value}")));

    /// <summary>The same form with the same content is the same command; a page gone back to and changed is another.</summary>
    public CommandId Command(string space) => new($"{space}:{Id}:{Fingerprint[..16]}", Fingerprint);

    /// <summary>The form, or the page that says why it cannot be read.</summary>
    public static async Task<(FormPost? Form, IResult? Notice)> ReadAsync(HttpContext http)
    {
        var (form, notice) = await RequestBody.ReadFormAsync(http);
        return form is null ? (null, notice) : (await OfAsync(http, form), null);
    }

    /// <summary>The same of a form that was read already.</summary>
    public static async Task<FormPost> OfAsync(HttpContext http, IFormCollection form)
    {
        var genuine = await http.Service<IAntiforgery>().IsRequestValidAsync(http);
        var token = http.Service<Microsoft.Extensions.Options.IOptions<AntiforgeryOptions>>().Value.FormFieldName;
        var fields = form.Where(f => f.Key != token && f.Key != FormKeys.IdField)
            .ToDictionary(f => f.Key, f => f.Value.LastOrDefault() ?? "", StringComparer.Ordinal);
        var id = form[FormKeys.IdField].ToString();
        return new FormPost(fields, genuine, CaseId.TryParse(id, out _) ? id : CaseId.Base32(RandomNumberGenerator.GetBytes(16)));
    }
}

internal static class Fingerprints
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
