using Ballast.Page.Tests;
using Ballast.Testing.Processes;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(PageBrowser))]

namespace Ballast.Page.Tests;

/// <summary>One chromium for all tests; every page has a context of its own.</summary>
public sealed class PageBrowser : IAsyncLifetime
{
    // Milliseconds for anything to appear, far past what a busy machine needs.
    private static readonly float Patience = (float)Eventually.Patience.TotalMilliseconds;

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var chromium = FindChromium();
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens an address, e.g. <c>http://127.0.0.1:8080/?portfolio=main</c>.</summary>
    /// <param name="address">What to open.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="height">Of the window, in pixels.</param>
    /// <param name="withClock">Whether <see cref="LivePage.Pass"/> may move the page's clock.</param>
    public async Task<LivePage> Open(Uri address, int width = 1280, int height = 720, bool withClock = false)
    {
        ArgumentNullException.ThrowIfNull(address);
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        context.SetDefaultTimeout(Patience);
        var page = new LivePage(context, await context.NewPageAsync());
        if (withClock)
        {
            await page.Page.Clock.InstallAsync();
        }

        await page.Page.GotoAsync(address.ToString());
        return page;
    }

    private static string FindChromium()
    {
        string?[] places = Environment.GetEnvironmentVariable("BALLAST_CHROMIUM") is { Length: > 0 } named
            ? [named]
            : ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser"];
        return Array.Find(places, File.Exists)
            ?? throw new InvalidOperationException(
                $"No chromium at {string.Join(" or ", places)}: apt-get install chromium-headless-shell, or set BALLAST_CHROMIUM to its path.");
    }
}
