using System.Collections.Concurrent;
using Ballast.Grains.OrderBooks;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>The real store of samples, with what tests put in its way for single instruments.</summary>
public sealed class ControlledSamples(ISampleStore inner) : ISampleStore
{
    private readonly ConcurrentDictionary<InstrumentId, bool> _refusing = new();
    private readonly ConcurrentDictionary<InstrumentId, int> _refused = new();

    /// <summary>Stops or resumes reading and writing of an instrument's samples.</summary>
    public void Refuse(InstrumentId instrument, bool refuse) => _refusing[instrument] = refuse;

    /// <summary>Calls refused so far.</summary>
    public int Refused(InstrumentId instrument) => _refused.GetValueOrDefault(instrument);

    public Task<IReadOnlyList<long>> List(InstrumentId instrument, TimeSpan step, CancellationToken cancellationToken) =>
        Allowed(instrument, () => inner.List(instrument, step, cancellationToken));

    public Task<double[]> Read(InstrumentId instrument, TimeSpan step, long first, long last, CancellationToken cancellationToken) =>
        Allowed(instrument, () => inner.Read(instrument, step, first, last, cancellationToken));

    public Task<bool> Append(
        InstrumentId instrument, TimeSpan step, long first, ReadOnlyMemory<double> mids, CancellationToken cancellationToken) =>
        Allowed(instrument, () => inner.Append(instrument, step, first, mids, cancellationToken));

    public Task<int> Trim(InstrumentId instrument, TimeSpan step, int points, CancellationToken cancellationToken) =>
        Allowed(instrument, () => inner.Trim(instrument, step, points, cancellationToken));

    private Task<T> Allowed<T>(InstrumentId instrument, Func<Task<T>> call)
    {
        if (_refusing.GetValueOrDefault(instrument))
        {
            _refused.AddOrUpdate(instrument, 1, (_, count) => count + 1);
            return Task.FromException<T>(new InvalidOperationException("the test refuses this"));
        }

        return call();
    }
}
