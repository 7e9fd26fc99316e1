namespace Ballast.Silo.Feeds;

/// <summary>Counts the faults of all inputs and keeps the first ones. Safe for concurrent use.</summary>
/// <remarks>A file may be wrong on every line, so the number kept is bounded; the count is exact.</remarks>
/// <param name="kept">Called once for each fault that is kept; <see langword="null"/> for none.</param>
public sealed class InputFaults(Action<InputFault>? kept = null)
{
    /// <summary>How many faults are kept in full.</summary>
    public const int Capacity = 100;

    private readonly Lock _gate = new();
    private readonly List<InputFault> _first = [];
    private Action<InputFault>? _passedTo;
    private long _count;

    /// <summary>All faults reported so far, kept or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>A copy of the first <see cref="Capacity"/> faults.</summary>
    public IReadOnlyList<InputFault> First
    {
        get
        {
            lock (_gate)
            {
                return [.. _first];
            }
        }
    }

    /// <summary>Keeps nothing, but passes every fault on.</summary>
    internal static InputFaults PassedTo(Action<InputFault> next) => new() { _passedTo = next };

    /// <summary>Counts faults of which nothing more is known.</summary>
    internal void CountMore(long faults) => Interlocked.Add(ref _count, faults);

    /// <summary>Counts a fault, and keeps it while there is room.</summary>
    public void Report(InputFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        Interlocked.Increment(ref _count);
        if (_passedTo is not null)
        {
            _passedTo(fault);
            return;
        }

        lock (_gate)
        {
            if (_first.Count == Capacity)
            {
                return;
            }

            _first.Add(fault);
        }

        kept?.Invoke(fault);
    }
}
