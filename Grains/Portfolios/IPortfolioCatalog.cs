namespace Ballast.Grains.Portfolios;

/// <summary>Names of all portfolios that ever recorded a member or were put into the tree, durably.</summary>
public interface IPortfolioCatalog
{
    /// <summary>Names in ordinal order.</summary>
    Task<IReadOnlyList<string>> List(CancellationToken cancellationToken);

    /// <summary>Adds a name; does nothing when it is known.</summary>
    Task Add(string portfolio, CancellationToken cancellationToken);
}
