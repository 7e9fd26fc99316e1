using Ballast.Domain.Ledger.Checkpoints;

namespace Ballast.Domain.Ledger.Events;

/// <summary>Outcome of adding a void.</summary>
internal enum VoidOutcome
{
    /// <summary>The fill is voided already, or an equal void already waits for it.</summary>
    Known,

    /// <summary>The fill has not arrived or is of another portfolio, so the void waits.</summary>
    Open,

    /// <summary>The void cancels its fill.</summary>
    Applied,
}

/// <summary>The voids of an instrument by the key of their fill: those that wait for it, and those that have cancelled it.</summary>
internal sealed class FillVoids
{
    private readonly Dictionary<EventKey, FillVoid> _open;
    private readonly Dictionary<EventKey, FillVoid> _applied;

    internal FillVoids(LedgerBase from)
    {
        _open = from.OpenVoids.ToDictionary(item => item.FillKey);
        _applied = from.AppliedVoids.ToDictionary(item => item.FillKey);
    }

    /// <summary>Voids whose fill has not arrived or is of another portfolio.</summary>
    internal IReadOnlyCollection<FillVoid> Open => _open.Values;

    /// <summary>Adds the open voids to a digest.</summary>
    internal StateDigest AddOpen(StateDigest digest)
    {
        foreach (var item in OrderedOpen)
        {
            digest.Add(item.Account).Add(item.TradeId).Add((int)item.Side).Add(item.PayloadDigest());
        }

        return digest;
    }

    /// <summary>Open voids, in canonical order.</summary>
    internal FillVoid[] OrderedOpen => [.. _open.Values.OrderBy(EventPosition.Of)];

    /// <summary>Voids that have cancelled a fill, in canonical order.</summary>
    internal FillVoid[] OrderedApplied => [.. _applied.Values.OrderBy(EventPosition.Of)];

    /// <summary>Adds a void.</summary>
    /// <param name="item">The void.</param>
    /// <param name="fill">The fill; <see langword="null"/> when it is not in memory.</param>
    internal VoidOutcome Add(FillVoid item, LedgerEvent? fill)
    {
        if (_applied.ContainsKey(item.FillKey) || _open.ContainsKey(item.FillKey))
        {
            return VoidOutcome.Known;
        }

        var isApplied = fill?.Portfolio == item.Portfolio;
        (isApplied ? _applied : _open)[item.FillKey] = item;
        return isApplied ? VoidOutcome.Applied : VoidOutcome.Open;
    }

    /// <summary>Applies the void that waits for an arrived fill, if it is of the same portfolio.</summary>
    internal void Match(Fill fill)
    {
        if (_open.TryGetValue(fill.Key, out var waiting) && waiting.Portfolio == fill.Portfolio)
        {
            _open.Remove(fill.Key);
            _applied[fill.Key] = waiting;
        }
    }

    /// <summary>Whether a fill was cancelled by a void.</summary>
    internal bool HasVoided(Fill fill) => _applied.ContainsKey(fill.Key);
}
