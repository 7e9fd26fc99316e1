using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>Stored form of contract terms within a <see cref="LedgerBaseText"/>.</summary>
internal sealed record StoredTerms
{
    public required string Instrument { get; init; }

    public required ContractKind Kind { get; init; }

    public required string Base { get; init; }

    public required string Quote { get; init; }

    public required string Settle { get; init; }

    public required decimal Multiplier { get; init; }

    public decimal? TickSize { get; init; }

    public decimal? LotSize { get; init; }

    internal static StoredTerms From(Instrument terms) => new()
    {
        Instrument = terms.Id.ToString(), Kind = terms.Kind, Base = terms.Base, Quote = terms.Quote, Settle = terms.Settle,
        Multiplier = terms.Multiplier, TickSize = terms.TickSize, LotSize = terms.LotSize,
    };

    internal Instrument ToTerms() => new()
    {
        Id = InstrumentId.Parse(Instrument), Kind = Kind, Base = Base, Quote = Quote, Settle = Settle,
        Multiplier = Multiplier, TickSize = TickSize, LotSize = LotSize,
    };
}
