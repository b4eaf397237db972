using Microsoft.Playwright;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>A test that needs Chromium; without one on this machine it is skipped, and says so. None is ever downloaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.WhyNot;
}

/// <inheritdoc cref="BrowserFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.WhyNot;
}

internal static class Chromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>From the variable RECOVERY_CHROMIUM, or the first of the usual names on the path.</summary>
    public static string? Path { get; } = Find();

    public static string? WhyNot => Path is not null ? null
        : $"There is no Chromium on this machine: the variable RECOVERY_CHROMIUM names none, and none of {string.Join(", ", s_names)} is on the PATH.";

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("RECOVERY_CHROMIUM") is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .SelectMany(_ => s_names, System.IO.Path.Combine).FirstOrDefault(File.Exists);
    }
}

/// <summary>One Chromium for all tests of a collection.</summary>
public sealed class BrowserProcess : IAsyncLifetime
{
    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static (int Width, int Height) Phone => (390, 844);

    public static (int Width, int Height) Desktop => (1280, 900);

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Path, Args = s_arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    internal async Task<Tab> OpenAsync(Uri site, (int Width, int Height) size, bool script, bool audited = false)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = size.Width, Height = size.Height },
            JavaScriptEnabled = script,
            ReducedMotion = ReducedMotion.Reduce, // Or a colour is looked at while it changes.
            BypassCSP = audited, // Axe is put into the page as a script, which the site's own policy forbids.
        });
        context.SetDefaultTimeout(20_000);
        return new Tab(context, await context.NewPageAsync());
    }
}

/// <summary>A page and what the browser complained of on it.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Tab(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        // 409 and 422 are answers to forms, and Chromium logs each as a failed load.
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
                _complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
        page.RequestFailed += (_, request) => _complaints.Add($"{page.Url}: {request.Url} failed: {request.Failure}");
    }

    public IPage Page { get; }

    public string Path => new Uri(Page.Url).AbsolutePath;

    public async Task GoAsync(string path) => await Page.GotoAsync(path);

    public ILocator Text(string text) => Page.GetByText(text).First;

    public async Task SeesAsync(string text) => await Text(text).WaitForAsync();

    public async Task PressAsync(string button) => await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();

    public async Task SignInAsync(Uri link, string person)
    {
        await GoAsync(link.PathAndQuery);
        await Page.GetByLabel("I am").SelectOptionAsync(person);
        await PressAsync("Sign in");
        await Page.WaitForURLAsync("**/console");
    }

    /// <summary>Signs in by the staff token, which works more than once.</summary>
    public async Task SignInAsync(string person)
    {
        await GoAsync("/console/sign-in");
        await Page.GetByLabel("I am").SelectOptionAsync(person);
        await Page.GetByLabel("Staff token").FillAsync(RecoveryProcess.StaffToken);
        await PressAsync("Sign in");
        await Page.WaitForURLAsync("**/console");
    }

    /// <summary>A policy that was broken, a script that failed, a file that did not come: none of it.</summary>
    public void HasNothingToComplainOf() => Assert.Empty(_complaints);

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

/// <summary>Tests in Chromium, one after the other, with one program and one browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserProcess>, ICollectionFixture<DemoProcess>
{
    public const string Name = "End to end, browser";
}
