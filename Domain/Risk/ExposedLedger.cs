using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What exposures are made of: one account's position in one instrument. Money is in settle currency.</summary>
public sealed record ExposedLedger
{
    /// <summary>Contract terms; their multiplier is the one now in force.</summary>
    public required Instrument Terms { get; init; }

    /// <summary>Venue account.</summary>
    public required string Account { get; init; }

    /// <summary>Signed, in the venue's unit of amount.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Signed sum of quantity times contract value over what is open.</summary>
    public required decimal OpenCost { get; init; }

    /// <summary>Profit of what was closed, before fees.</summary>
    public required decimal Realized { get; init; }

    /// <summary>Fees less rebates, those in other assets at the rate of their moment; <see langword="null"/> when one could not be converted.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received less paid; <see langword="null"/> when it is not known.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Price it is valued at, in quote; <see langword="null"/> without one.</summary>
    public required decimal? Mark { get; init; }

    /// <summary>Why fees, funding or mark are <see langword="null"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Name in reasons, e.g. <c>binance/BTCUSDT main</c>.</summary>
    internal string Name => $"{Terms.Id} {Account}";

    internal (string Exchange, string Account) Owner => (Terms.Id.Exchange, Account);

    /// <summary>What was paid and received and is not open any more or was never: profit, open cost, fees and funding.</summary>
    /// <exception cref="OverflowException">It is past what decimal holds.</exception>
    internal decimal? Paid => Realized - OpenCost - Fees + Funding;

    /// <summary>Signed value of the position at the mark; negative for an inverse long; 0 when flat.</summary>
    /// <exception cref="OverflowException">It is past what decimal holds.</exception>
    internal decimal? Worth => Quantity == 0 ? 0m : Mark is { } mark ? Quantity * Terms.Contract.At(mark) : null;

    /// <summary>Signed notional, longs positive, in settle currency; 0 when flat.</summary>
    internal decimal? Notional => Terms.Kind == ContractKind.Inverse ? -Worth : Worth;

    /// <summary>What its cash is: of spot what was paid and received, of derivatives the whole profit.</summary>
    internal decimal? Cash => Terms.Kind == ContractKind.Spot ? Paid : Paid + Worth;
}
