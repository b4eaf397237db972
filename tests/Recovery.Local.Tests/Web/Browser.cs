using System.Net;
using System.Text.RegularExpressions;

namespace Recovery.Local.Tests.Web;

/// <summary>Opens a page with a form and sends the form with its hidden fields, as a browser does.</summary>
internal static partial class Browser
{
    public static async Task<string> PageAsync(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(path);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Sends to <paramref name="action"/> with what is hidden in the first form of <paramref name="page"/> that goes there.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, string page, string action, params (string Name, string Value)[] typed)
    {
        var form = Regex.Match(page, $"<form[^>]*action=\"{Regex.Escape(action)}(#[^\"]*)?\".*?</form>", RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        Assert.True(form.Success, $"No form goes to {action}.");
        var hidden = Hidden().Matches(form.Value).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)));
        return client.PostAsync(action, new FormUrlEncodedContent(hidden.Concat(typed).Select(f => KeyValuePair.Create(f.Item1, f.Item2))));
    }

    /// <summary>The same of a form with files in it; without a name no file is chosen.</summary>
    public static async Task<HttpResponseMessage> UploadAsync(
        this HttpClient client, string page, string action, string? file, string fileName, string content, params (string Name, string Value)[] typed)
    {
        var form = Regex.Match(page, $"<form[^>]*action=\"{Regex.Escape(action)}(#[^\"]*)?\".*?</form>", RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        Assert.True(form.Success, $"No form goes to {action}.");
        using var parts = new MultipartFormDataContent();
        foreach (Match hidden in Hidden().Matches(form.Value))
            parts.Add(new StringContent(WebUtility.HtmlDecode(hidden.Groups["value"].Value)), hidden.Groups["name"].Value);
        foreach (var (name, value) in typed)
            parts.Add(new StringContent(value), name);
        if (file is not null)
            parts.Add(new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(content)), file, fileName);
        return await client.PostAsync(action, parts);
    }

    /// <summary>What a reader sees: tags gone, entities resolved.</summary>
    public static string Text(string html) => WebUtility.HtmlDecode(Tag().Replace(html, " "));

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Tag();
}
