using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>A page as it came.</summary>
public sealed record OpenPage(HttpStatusCode Status, string Html, Uri Address, HttpResponseMessage Answer)
{
    public IHtmlDocument Document { get; } = new HtmlParser().ParseDocument(Html);

    /// <summary>What a reader sees, runs of space as one.</summary>
    public string Text => string.Join(' ', Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public OpenPage Is(int status)
    {
        Assert.True((int)Status == status, $"Expected {status} at {Address.AbsolutePath}, but it was {(int)Status}: {(Text.Length > 1_500 ? Text[..1_500] : Text)}");
        return this;
    }

    /// <summary>The form that goes to an address that ends so.</summary>
    public IHtmlFormElement Form(string action) =>
        Document.Forms.FirstOrDefault(f => f.GetAttribute("action")!.Split('#')[0].EndsWith(action, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"No form on {Address} goes to {action}.");

    /// <summary>What stands in a field now.</summary>
    public string Typed(string name, string? action = null)
    {
        var root = action is null ? (IParentNode)Document : Form(action);
        return root.QuerySelector($"[name='{name}']") switch
        {
            IHtmlTextAreaElement area => area.Value,
            IHtmlSelectElement select => select.Value ?? "",
            IHtmlInputElement { Type: "radio" } => root.QuerySelectorAll($"[name='{name}']").OfType<IHtmlInputElement>().FirstOrDefault(r => r.IsChecked)?.Value ?? "",
            IHtmlInputElement { Type: "checkbox" } box => box.IsChecked ? box.Value : "",
            IHtmlInputElement input => input.Value,
            _ => throw new InvalidOperationException($"There is no field {name}."),
        };
    }
}

/// <summary>A browser without script: keeps cookies, follows what it is told to fetch after a form.</summary>
public sealed class Visitor : IDisposable
{
    private readonly HttpClient _http;

    public Visitor(Uri site) =>
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = site, Timeout = TimeSpan.FromSeconds(60) };

    public CookieContainer Cookies { get; } = new();

    public async Task<OpenPage> OpenAsync(string path, bool follow = true) => await ReadAsync(await _http.GetAsync(path), follow);

    /// <summary>Fills a form of the page and sends it as a browser does, with everything that stands in it.</summary>
    public Task<OpenPage> SendAsync(OpenPage page, string action, params (string Name, string Value)[] typed) =>
        PostAsync(page.Form(action).GetAttribute("action")!, Filled(page, action, typed));

    public static IReadOnlyList<(string Name, string Value)> Filled(OpenPage page, string action, params (string Name, string Value)[] typed)
    {
        var fields = new List<(string Name, string Value)>();
        foreach (var element in page.Form(action).Elements)
        {
            switch (element)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } or IHtmlInputElement { Name: null }:
                    break;
                case IHtmlInputElement input:
                    fields.Add((input.Name!, input.Value));
                    break;
                case IHtmlSelectElement select:
                    fields.Add((select.Name!, select.Value ?? ""));
                    break;
                case IHtmlTextAreaElement area:
                    fields.Add((area.Name!, area.Value));
                    break;
            }
        }

        fields.RemoveAll(f => Array.Exists(typed, t => t.Name == f.Name));
        return [.. fields, .. typed];
    }

    public async Task<OpenPage> PostAsync(string path, IEnumerable<(string Name, string Value)> fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await PostAsync(path, content);
    }

    public async Task<OpenPage> PostAsync(string path, HttpContent content) => await ReadAsync(await _http.PostAsync(path.Split('#')[0], content), follow: true);

    public async Task<OpenPage> SignInAsync(string link, string person = "", string name = "")
    {
        var door = (await OpenAsync(new Uri(new Uri("http://any"), link).PathAndQuery)).Is(200);
        return await SendAsync(door, "/console/sign-in", ("person", person), ("name", name));
    }

    /// <summary>Signs in by the staff token.</summary>
    public async Task<OpenPage> SignInByTokenAsync(string person, string token)
    {
        var door = (await OpenAsync("/console/sign-in")).Is(200);
        return (await SendAsync(door, "/console/sign-in", ("person", person), ("token", token))).Is(200);
    }

    public void Dispose() => _http.Dispose();

    private async Task<OpenPage> ReadAsync(HttpResponseMessage answer, bool follow)
    {
        if (follow && answer.StatusCode is HttpStatusCode.SeeOther)
            return await OpenAsync(answer.Headers.Location!.ToString(), follow);
        return new OpenPage(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.RequestMessage!.RequestUri!, answer);
    }
}
