namespace Ballast.Silo.Web;

/// <summary>Names of the portfolios that have ever been traded.</summary>
public interface IPortfolioCatalog
{
    /// <summary>All of them, in ordinal order; empty when there are none yet.</summary>
    Task<IReadOnlyList<string>> List(CancellationToken cancellationToken);
}
