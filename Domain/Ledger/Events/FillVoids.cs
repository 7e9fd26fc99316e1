using Ballast.Domain.Ledger.Checkpoints;

namespace Ballast.Domain.Ledger.Events;

/// <summary>What a void has come to.</summary>
internal enum VoidOutcome
{
    /// <summary>Its fill was voided before, or the same void waits already.</summary>
    Known,

    /// <summary>Its fill has not come, or is another portfolio's: it waits.</summary>
    Open,

    /// <summary>It takes its fill back.</summary>
    Applied,
}

/// <summary>The voids of an instrument, by the fill that each is of: those that wait for it, and those that took it back.</summary>
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

    /// <summary>Adds those to a digest.</summary>
    internal StateDigest AddOpen(StateDigest digest)
    {
        foreach (var item in OrderedOpen)
        {
            digest.Add(item.Account).Add(item.TradeId).Add((int)item.Side).Add(item.PayloadDigest());
        }

        return digest;
    }

    /// <summary>The same, in canonical order.</summary>
    internal FillVoid[] OrderedOpen => [.. _open.Values.OrderBy(EventPosition.Of)];

    /// <summary>Voids that took a fill back, in canonical order.</summary>
    internal FillVoid[] OrderedApplied => [.. _applied.Values.OrderBy(EventPosition.Of)];

    /// <summary>Adds a void.</summary>
    /// <param name="item">The void.</param>
    /// <param name="fill">Its fill; <see langword="null"/> when it is not at hand.</param>
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

    /// <summary>A fill has come: a void of its portfolio that waited for it is applied.</summary>
    internal void Match(Fill fill)
    {
        if (_open.TryGetValue(fill.Key, out var waiting) && waiting.Portfolio == fill.Portfolio)
        {
            _open.Remove(fill.Key);
            _applied[fill.Key] = waiting;
        }
    }

    /// <summary>Whether a fill was taken back.</summary>
    internal bool HasVoided(Fill fill) => _applied.ContainsKey(fill.Key);
}
