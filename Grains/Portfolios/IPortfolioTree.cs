namespace Ballast.Grains.Portfolios;

/// <summary>Which portfolio counts in which, durably. No portfolio is ever above itself, and none has two parents.</summary>
public interface IPortfolioTree
{
    /// <summary>Most portfolios above one.</summary>
    const int MostAbove = 32;

    /// <summary>Parent of each portfolio that has one.</summary>
    /// <param name="isFresh">Whether to read the store; otherwise the answer may be 2 s old.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyDictionary<string, string>> Links(bool isFresh, CancellationToken cancellationToken);

    /// <summary>Puts a portfolio under another, or at the top when that is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">It would be above itself, or too many would be above it; nothing was changed.</exception>
    Task SetParent(string portfolio, string? parent, CancellationToken cancellationToken);
}
