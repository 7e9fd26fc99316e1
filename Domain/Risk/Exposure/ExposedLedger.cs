using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Exposure;

/// <summary>One account's position in one instrument, as input of exposures. Money is in settle currency.</summary>
public sealed record ExposedLedger
{
    /// <summary>Contract terms, with the multiplier currently in force.</summary>
    public required Instrument Terms { get; init; }

    /// <summary>Venue account.</summary>
    public required string Account { get; init; }

    /// <summary>Signed position, in the venue's unit of amount.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Signed sum of quantity times contract value over the open position.</summary>
    public required decimal OpenCost { get; init; }

    /// <summary>Profit of closed quantities, before fees.</summary>
    public required decimal Realized { get; init; }

    /// <summary>Fees minus rebates, those in other assets at the rate of their time; <see langword="null"/> when one could not be converted.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when unknown.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Price at which it is valued, in quote; <see langword="null"/> without one.</summary>
    public required decimal? Mark { get; init; }

    /// <summary>Why fees, funding or mark are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Name in messages, e.g. <c>binance/BTCUSDT main</c>.</summary>
    internal string Name => $"{Terms.Id} {Account}";

    internal (string Exchange, string Account) Owner => (Terms.Id.Exchange, Account);

    /// <summary>Net cash flow of the ledger: realised profit − open cost − fees + funding; <see langword="null"/> when one is unknown.</summary>
    /// <exception cref="OverflowException">The amount exceeds the range of decimal.</exception>
    internal decimal? Paid => Realized - OpenCost - Fees + Funding;

    /// <summary>
    /// Signed contract value of the position at the mark, negative for an inverse long, 0 when flat; <see langword="null"/> without a mark.
    /// </summary>
    /// <exception cref="OverflowException">The value exceeds the range of decimal.</exception>
    internal decimal? Worth => Quantity == 0 ? 0m : Mark is { } mark ? Quantity * Terms.Contract.At(mark) : null;

    /// <summary>Signed notional, positive for a long, in settle currency; 0 when flat, <see langword="null"/> without a mark.</summary>
    internal decimal? Notional => Terms.Kind == ContractKind.Inverse ? -Worth : Worth;

    /// <summary>Cash in the settle asset: for spot the net cash flow, for derivatives the whole profit; <see langword="null"/> when unknown.</summary>
    internal decimal? Cash => Terms.Kind == ContractKind.Spot ? Paid : Paid + Worth;
}
