namespace Ballast.Grains.Portfolios.Tree;

/// <summary>Stores the parent of each portfolio. No portfolio is ever above itself, and none has two parents.</summary>
public interface IPortfolioTree
{
    /// <summary>Maximum number of portfolios above another.</summary>
    const int MaxAbove = 32;

    /// <summary>Reads from the store the parent of each portfolio that has one.</summary>
    Task<IReadOnlyDictionary<string, string>> ReadLinks(CancellationToken cancellationToken);

    /// <summary>As <see cref="ReadLinks"/>; the answer may be 2 s old, and then the store is not read.</summary>
    Task<IReadOnlyDictionary<string, string>> RecentLinks(CancellationToken cancellationToken);

    /// <summary>Puts a portfolio under another, or at the top when that is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">It would be above itself, or too many would be above it; nothing was changed.</exception>
    Task SetParent(string portfolio, string? parent, CancellationToken cancellationToken);
}
