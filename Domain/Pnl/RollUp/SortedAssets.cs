namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Something for each of a few assets, in ordinal order of asset. Not safe for concurrent use.</summary>
internal sealed class SortedAssets<T>(Func<string, T> create)
    where T : class
{
    private readonly List<string> _assets = [];
    private readonly List<T> _all = [];

    /// <summary>In order of asset.</summary>
    internal List<T> All => _all;

    internal T GetOrAdd(string asset)
    {
        var index = _assets.BinarySearch(asset, StringComparer.Ordinal);
        if (index < 0)
        {
            index = ~index;
            _assets.Insert(index, asset);
            _all.Insert(index, create(asset));
        }

        return _all[index];
    }
}
