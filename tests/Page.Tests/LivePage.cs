using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace Ballast.Page.Tests;

/// <summary>The live page in a browser, read by the attributes it keeps for that.</summary>
public sealed class LivePage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    internal LivePage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            // A lost connection is logged as an error too; what must never appear is a refusal by our own policy.
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
            {
                _complaints.Add(message.Text);
            }
        };
    }

    /// <summary>The page itself, for anything not here.</summary>
    public IPage Page { get; }

    /// <summary>Script errors and policy violations so far.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Element of a headline figure, e.g. <c>total</c>, <c>realized</c>, <c>fees</c>, <c>var</c>, <c>es</c>, <c>status</c>.</summary>
    public ILocator Field(string name) => Page.Locator($"header [data-field='{name}'], #pnl [data-field='{name}'], #risk [data-field='{name}']");

    /// <summary>Element of a figure in the row of an instrument, e.g. <c>quantity</c>, <c>averageEntry</c>, <c>mark</c>, <c>total</c>.</summary>
    public ILocator Cell(string instrument, string name, string? account = null) =>
        Page.Locator($"tr[data-instrument='{instrument}']{(account is null ? "" : $"[data-account='{account}']")} [data-field='{name}']");

    /// <summary>The exact figure of an element, or <see langword="null"/> when it shows none.</summary>
    public static async Task<decimal?> Figure(ILocator element)
    {
        ArgumentNullException.ThrowIfNull(element);
        var text = await element.GetAttributeAsync("data-value");
        return text is null ? null : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until an element's exact text in <c>data-value</c> is the one given.</summary>
    public static Task Shows(ILocator element, string value) =>
        Assertions.Expect(element).ToHaveAttributeAsync("data-value", value);

    /// <summary>Waits until an element has no figure and its text holds what is given.</summary>
    public static async Task ShowsNone(ILocator element, string text = "—")
    {
        await Assertions.Expect(element).ToContainTextAsync(text);
        Assert.Null(await Figure(element));
    }

    /// <summary>Waits until the page says that it is connected and current.</summary>
    public Task IsLive() => Shows(Field("status"), "live");

    /// <summary>Stops the page's clock a minute from now, until <see cref="StartClock"/>; it must have been opened with a clock.</summary>
    public async Task StopClock() =>
        await Page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddMilliseconds(await Page.EvaluateAsync<double>("Date.now()") + 60_000));

    /// <summary>Lets the page's clock go on.</summary>
    public Task StartClock() => Page.Clock.ResumeAsync();

    /// <summary>Moves the page's clock on at once; it must have been opened with a clock.</summary>
    public Task Pass(TimeSpan span) => Page.Clock.FastForwardAsync((long)span.TotalMilliseconds);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
