using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Interfaces.Portfolios;

/// <summary>A view for a watcher that has the view before it: the figures, and of the positions only those that changed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-update")]
public sealed record PortfolioUpdate
{
    /// <summary>The view; without positions when <see cref="After"/> is known.</summary>
    [Id(0)] public required PortfolioView View { get; init; }

    /// <summary>Version of the view before it, of the same epoch; <see langword="null"/> when <see cref="View"/> is whole.</summary>
    [Id(1)] public long? After { get; init; }

    /// <summary>Indices of <see cref="Changed"/> in the positions.</summary>
    [Id(2)] public int[] Indices { get; init; } = [];

    /// <summary>Positions that replace those in the view before.</summary>
    [Id(3)] public PositionView[] Changed { get; init; } = [];

    /// <summary>The update to a view.</summary>
    /// <param name="before">What the watcher has; <see langword="null"/> when it has none.</param>
    /// <param name="view">The view; its positions are compared with those before by reference.</param>
    public static PortfolioUpdate Between(PortfolioView? before, PortfolioView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (before is null || before.Epoch != view.Epoch || before.Positions.Count != view.Positions.Count)
        {
            return new() { View = view };
        }

        var count = 0;
        for (var i = 0; i < view.Positions.Count; i++)
        {
            if (!ReferenceEquals(before.Positions[i], view.Positions[i]))
            {
                count++;
            }
        }

        var (indices, changed) = (new int[count], new PositionView[count]);
        for (var i = view.Positions.Count - 1; count > 0; i--)
        {
            if (!ReferenceEquals(before.Positions[i], view.Positions[i]))
            {
                count--;
                (indices[count], changed[count]) = (i, view.Positions[i]);
            }
        }

        return new() { View = view with { Positions = [] }, After = before.Version, Indices = indices, Changed = changed };
    }

    /// <summary>The whole view.</summary>
    /// <param name="before">The view before it; <see langword="null"/> when there is none.</param>
    /// <returns><see langword="null"/> when this is the update of another view than <paramref name="before"/>.</returns>
    public PortfolioView? Over(PortfolioView? before)
    {
        if (After is null)
        {
            return View;
        }

        if (before is null || before.Epoch != View.Epoch || before.Version != After || Array.Exists(Indices, index => index >= before.Positions.Count))
        {
            return null;
        }

        PositionView[] positions = [.. before.Positions];
        for (var i = 0; i < Indices.Length; i++)
        {
            positions[Indices[i]] = Changed[i];
        }

        return View with { Positions = positions };
    }
}
