using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios;

/// <summary>Figures of a portfolio from its own positions and those of all portfolios below it. Used on the grain's scheduler only.</summary>
internal sealed class PortfolioRollUp
{
    /// <summary>Shortest time between two views for watchers that show figures to people.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FollowedFor = TimeSpan.FromSeconds(10);

    private readonly string _portfolio;
    private readonly PortfolioMembers _members;
    private readonly TreePlace _place;
    private readonly PortfolioClosing _closing;
    private readonly PortfolioServices _services;
    private readonly ChangeSignal _changed = new();
    private readonly SharedViews<PortfolioView> _everyVersion;
    private readonly SharedViews<PortfolioView> _paced;
    private long _violations;
    private long? _viewedAt;

    internal PortfolioRollUp(string portfolio, PortfolioMembers members, TreePlace place, PortfolioClosing closing, PortfolioServices services)
    {
        (_portfolio, _members, _place, _closing, _services) = (portfolio, members, place, closing, services);
        _everyVersion = new(_changed, () => Version, Compute, TimeSpan.Zero, services.Market.Time);
        _paced = new(_changed, () => Version, Compute, Pace, services.Market.Time);
    }

    /// <summary>Rises with every change of positions, here or below.</summary>
    internal long Version { get; private set; }

    /// <summary>Number of missing members plus missing entries from portfolios below.</summary>
    internal int MissingCount => _members.Missing().Length + _place.Missing().Length;

    /// <summary>Whether a new mid is of use at once: somebody has looked at the figures in the last 10 s, or a parent counts them.</summary>
    internal bool IsFollowed => _place.Parent is not null || (_viewedAt is { } stamp && _services.Market.Time.GetElapsedTime(stamp) < FollowedFor);

    /// <summary>Raises the version after a change of positions, and wakes watchers.</summary>
    internal void Advance()
    {
        Version++;
        _changed.Raise();
    }

    /// <summary>The current figures, then the new ones after each change, which all watchers share. A slow reader gets only the newest.</summary>
    internal IAsyncEnumerable<PortfolioView> Watch(CancellationToken cancellationToken) => _everyVersion.Watch(cancellationToken);

    /// <summary>As <see cref="Watch"/>, at most four times a second.</summary>
    internal IAsyncEnumerable<PortfolioView> WatchPaced(CancellationToken cancellationToken) => _paced.Watch(cancellationToken);

    /// <summary>Rates as the silo knows them.</summary>
    internal ValueTask<FxTable> Rates() => _services.Market.Rates.Get(Assets());

    /// <summary>Rates as the FX grain has them now.</summary>
    internal Task<FxTable> FreshRates() => _services.Market.Rates.Refresh(Assets());

    /// <summary>The figures, converted with one FX table.</summary>
    internal PortfolioView View(FxTable rates)
    {
        _viewedAt = _services.Market.Time.GetTimestamp();
        var own = _members.Positions.SelectMany(push => push.Positions);
        var below = _place.Below;
        var translations = below.Holders();
        translations[_portfolio] = _closing.Translation;
        var view = PortfolioFigures.View(
            new()
            {
                Portfolio = _portfolio,
                Positions = below.IsEmpty ? [.. own] : SubtreePositions.InOrder(own.Concat(below.Positions().SelectMany(held => held.Push.Positions))),
                Missing = _members.Missing(),
                MissingBelow = _place.Missing(),
                Translations = translations,
            },
            rates,
            _services.Currency) with
        {
            Epoch = _members.Epoch,
            Version = Version,
        };
        _violations += _services.Diagnostics.Pnl.Check("portfolio", view.Portfolio, view.Attribution, view.Total);
        return view with { IdentityViolations = _violations + _members.Violations + _closing.Violations };
    }

    /// <summary>Settle assets of all positions.</summary>
    private HashSet<string> Assets() =>
        _members.Positions.Concat(_place.Below.IsEmpty ? [] : _place.Below.Positions().Select(held => held.Push))
            .SelectMany(push => push.Positions)
            .Select(position => position.Settle)
            .ToHashSet(StringComparer.Ordinal);

    private async Task<(PortfolioView View, long Version)> Compute()
    {
        var view = View(await Rates());
        return (view, view.Version);
    }
}
