using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>Samples of one instrument.</summary>
internal sealed class StoredSamples : ISampleStore
{
    internal Dictionary<long, double> Mids { get; } = [];

    internal bool Fails { get; set; }

    internal int Reads { get; private set; }

    public Task<double[]> Read(InstrumentId instrument, TimeSpan step, long first, long last, CancellationToken cancellationToken)
    {
        Reads++;
        return Fails
            ? Task.FromException<double[]>(new IOException("the store is down"))
            : Task.FromResult<double[]>([.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Mids.GetValueOrDefault(first + i, double.NaN))]);
    }

    public Task<IReadOnlyList<long>> List(InstrumentId instrument, TimeSpan step, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> Append(InstrumentId instrument, TimeSpan step, long first, ReadOnlyMemory<double> mids, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<int> Trim(InstrumentId instrument, TimeSpan step, int points, CancellationToken cancellationToken) => throw new NotSupportedException();
}
