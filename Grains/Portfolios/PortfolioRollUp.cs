using System.Runtime.CompilerServices;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios;

/// <summary>Figures of a portfolio from its own positions and those of all portfolios below it. Used on the grain's scheduler only.</summary>
internal sealed class PortfolioRollUp(
    string portfolio, PortfolioMembers members, TreePlace place, PortfolioClosing closing, PortfolioServices services)
{
    private readonly ChangeSignal _changed = new();
    private static readonly TimeSpan FollowedFor = TimeSpan.FromSeconds(10);

    private long _violations;
    private long? _viewedAt;

    /// <summary>Rises with every change of positions, here or below.</summary>
    internal long Version { get; private set; }

    /// <summary>Number of missing members plus missing entries from portfolios below.</summary>
    internal int MissingCount => members.Missing().Length + place.Missing().Length;

    /// <summary>Whether a new mid is of use at once: somebody has looked at the figures in the last 10 s, or a parent counts them.</summary>
    internal bool IsFollowed => place.Parent is not null || (_viewedAt is { } stamp && services.Market.Time.GetElapsedTime(stamp) < FollowedFor);

    /// <summary>Raises the version after a change of positions, and wakes watchers.</summary>
    internal void Advance()
    {
        Version++;
        _changed.Raise();
    }

    /// <summary>The current figures, then the new ones after each change. A slow reader gets only the newest.</summary>
    internal async IAsyncEnumerable<PortfolioView> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = _changed.Next;
            yield return View(await services.Market.Rates.Get());
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The figures, converted with one FX table.</summary>
    internal PortfolioView View(FxTable rates)
    {
        _viewedAt = services.Market.Time.GetTimestamp();
        var own = members.Positions.SelectMany(push => push.Positions);
        var below = place.Below;
        var translations = below.Holders();
        translations[portfolio] = closing.Translation;
        var view = PortfolioFigures.View(
            new()
            {
                Portfolio = portfolio,
                Positions = below.IsEmpty ? [.. own] : SubtreePositions.InOrder(own.Concat(below.Positions().SelectMany(held => held.Push.Positions))),
                Missing = members.Missing(),
                MissingBelow = place.Missing(),
                Translations = translations,
            },
            rates,
            services.Currency) with
        {
            Epoch = members.Epoch,
            Version = Version,
        };
        _violations += services.Diagnostics.Pnl.Check("portfolio", view.Portfolio, view.Attribution, view.Total);
        return view with { IdentityViolations = _violations + members.Violations + closing.Violations };
    }
}
