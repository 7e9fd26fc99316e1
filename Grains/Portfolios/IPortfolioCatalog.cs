namespace Ballast.Grains.Portfolios;

/// <summary>Stores the names of all portfolios that ever had a member or a place in the tree.</summary>
public interface IPortfolioCatalog
{
    /// <summary>Names in ordinal order.</summary>
    Task<IReadOnlyList<string>> List(CancellationToken cancellationToken);

    /// <summary>Whether a name was added.</summary>
    Task<bool> Contains(string portfolio, CancellationToken cancellationToken);

    /// <summary>Adds a name; does nothing when it is known.</summary>
    Task Add(string portfolio, CancellationToken cancellationToken);
}
