using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios;

/// <summary>Figures of a portfolio from its own positions and those of all portfolios below it. Used on the grain's scheduler only.</summary>
/// <remarks>A view sums up only the positions that changed since the last one, as long as they are of the same ledgers.</remarks>
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
    private readonly SharedViews<FxTable, PortfolioView> _everyVersion;
    private readonly SharedViews<FxTable, PortfolioView> _paced;
    private readonly TableRates _rates;
    private readonly HashSet<(string Holder, InstrumentId Instrument)> _changedPositions = [];
    private PortfolioLedgers? _ledgers;
    private Dictionary<string, FxTranslation>? _below;
    private long _violations;
    private long? _viewedAt;

    internal PortfolioRollUp(string portfolio, PortfolioMembers members, TreePlace place, PortfolioClosing closing, PortfolioServices services)
    {
        (_portfolio, _members, _place, _closing, _services) = (portfolio, members, place, closing, services);
        _rates = new(services.Currency);
        _everyVersion = new(_changed, () => Version, Rates, Compute, TimeSpan.Zero, services.Market.Time);
        _paced = new(_changed, () => Version, Rates, Compute, Pace, services.Market.Time);
    }

    /// <summary>Rises with every change of positions, here or below.</summary>
    internal long Version { get; private set; }

    /// <summary>Number of missing members plus missing entries from portfolios below.</summary>
    internal int MissingCount => _members.Missing().Length + _place.Missing().Length;

    /// <summary>Whether a new mid is of use at once: somebody has looked at the figures in the last 10 s, or a parent counts them.</summary>
    internal bool IsFollowed => _place.Parent is not null || IsViewed;

    private bool IsViewed => _viewedAt is { } stamp && _services.Market.Time.GetElapsedTime(stamp) < FollowedFor;

    /// <summary>Raises the version after a change of a member's positions, and wakes watchers.</summary>
    internal void Advance(InstrumentId member)
    {
        Change(_portfolio, member);
        Advance();
    }

    /// <summary>Raises the version after a change below, and wakes watchers.</summary>
    internal void Advance()
    {
        Version++;
        _changed.Raise();
    }

    /// <summary>Notes a push from below.</summary>
    /// <param name="positions">Holder and instrument of its positions that are new or gone.</param>
    internal void ChangeBelow(IEnumerable<(string Holder, InstrumentId Instrument)> positions)
    {
        _below = null;
        foreach (var (holder, instrument) in positions)
        {
            Change(holder, instrument);
        }
    }

    /// <summary>Notes that other portfolios are below now.</summary>
    internal void ChangeTree() => Forget();

    /// <summary>The current figures, then the new ones after each change, which all watchers share. A slow reader gets only the newest.</summary>
    internal IAsyncEnumerable<PortfolioView> Watch(CancellationToken cancellationToken) => _everyVersion.Watch(cancellationToken);

    /// <summary>As <see cref="Watch"/>, at most four times a second.</summary>
    internal IAsyncEnumerable<PortfolioView> WatchPaced(CancellationToken cancellationToken) => _paced.Watch(cancellationToken);

    /// <summary>As <see cref="Watch"/>; after the first view only what changed since the one before.</summary>
    internal IAsyncEnumerable<PortfolioUpdate> WatchUpdates(CancellationToken cancellationToken) => Updates(Watch(cancellationToken));

    /// <summary>As <see cref="WatchUpdates"/>, at most four times a second.</summary>
    internal IAsyncEnumerable<PortfolioUpdate> WatchUpdatesPaced(CancellationToken cancellationToken) => Updates(WatchPaced(cancellationToken));

    /// <summary>Rates as the silo knows them.</summary>
    internal ValueTask<FxTable> Rates() => _services.Market.Rates.Get(Ledgers().Assets);

    /// <summary>Rates as the FX grain has them now.</summary>
    internal Task<FxTable> FreshRates() => _services.Market.Rates.Refresh(Ledgers().Assets);

    /// <summary>The figures, converted with one FX table.</summary>
    internal PortfolioView View(FxTable rates)
    {
        _viewedAt = _services.Market.Time.GetTimestamp();
        _rates.Use(rates);
        var view = PortfolioFigures.View(
            new()
            {
                Portfolio = _portfolio,
                Epoch = _members.Epoch,
                Version = Version,
                Missing = _members.Missing(),
                MissingBelow = _place.Missing(),
                TranslationOf = Translation,
            },
            Ledgers(),
            _rates);
        _violations += _services.Diagnostics.Pnl.Check("portfolio", view.Portfolio, view.Attribution, view.Total);
        var violations = _violations + _members.Violations + _closing.Violations;
        return violations == 0 ? view : view with { IdentityViolations = violations };
    }

    private static async IAsyncEnumerable<PortfolioUpdate> Updates(IAsyncEnumerable<PortfolioView> views)
    {
        PortfolioView? before = null;
        await foreach (var view in views)
        {
            yield return PortfolioUpdate.Between(before, view);
            before = view;
        }
    }

    private (PortfolioView View, long Version) Compute(FxTable rates)
    {
        var view = View(rates);
        return (view, view.Version);
    }

    private void Change(string holder, InstrumentId instrument)
    {
        if (_ledgers is not null)
        {
            _changedPositions.Add((holder, instrument));
            if (!IsViewed)
            {
                Forget();
            }
        }
    }

    private void Forget()
    {
        (_ledgers, _below) = (null, null);
        _changedPositions.Clear();
    }

    /// <summary>The positions as they are now.</summary>
    private PortfolioLedgers Ledgers()
    {
        if (_ledgers is not null)
        {
            foreach (var (holder, instrument) in _changedPositions)
            {
                if (!_ledgers.TryReplace(holder, instrument, Find(holder, instrument)))
                {
                    _ledgers = null;
                    break;
                }
            }

            _changedPositions.Clear();
        }

        return _ledgers ??= new(_portfolio, InOrder());
    }

    private PositionView[] Find(string holder, InstrumentId instrument) =>
        (holder == _portfolio ? _members.Find(instrument) : _place.Below.Find(holder, instrument)?.Push)?.Positions ?? [];

    private PositionView[] InOrder()
    {
        var own = _members.Positions.SelectMany(push => push.Positions);
        return _place.Below.IsEmpty ? [.. own] : SubtreePositions.InOrder(own.Concat(_place.Below.Positions().SelectMany(held => held.Push.Positions)));
    }

    /// <summary>Profit that a portfolio has converted so far.</summary>
    private FxTranslation Translation(string portfolio)
    {
        if (portfolio == _portfolio)
        {
            return _closing.Translation;
        }

        _below ??= _place.Below.Holders();
        return _below.GetValueOrDefault(portfolio) ?? FxTranslation.Empty;
    }
}
