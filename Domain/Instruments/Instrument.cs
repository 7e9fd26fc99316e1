namespace Ballast.Domain.Instruments;

/// <summary>Contract terms of one instrument.</summary>
/// <remarks>Terms come from a venue's metadata and are never guessed from a symbol.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.instrument")]
public sealed record Instrument
{
    /// <summary>Identity of the instrument.</summary>
    [Id(0)] public required InstrumentId Id { get; init; }

    /// <summary>How the value of a contract follows from its price.</summary>
    [Id(1)] public required ContractKind Kind { get; init; }

    /// <summary>Asset traded or referred to, e.g. <c>BTC</c>.</summary>
    [Id(2)] public required string Base { get; init; }

    /// <summary>Asset the price is in, e.g. <c>USDT</c>.</summary>
    [Id(3)] public required string Quote { get; init; }

    /// <summary>Asset in which profit is paid.</summary>
    [Id(4)] public required string Settle { get; init; }

    /// <summary>Contract multiplier; positive, and 1 for spot. <see cref="ContractKind"/> gives its unit.</summary>
    [Id(5)] public decimal Multiplier { get; init; } = 1m;

    /// <summary>Smallest price step, in quote; <see langword="null"/> when unknown.</summary>
    [Id(6)] public decimal? TickSize { get; init; }

    /// <summary>Smallest quantity step, in the venue's unit of amount; <see langword="null"/> when unknown.</summary>
    [Id(7)] public decimal? LotSize { get; init; }

    /// <summary>Value of one contract as a function of its price.</summary>
    public ContractValue Contract => new(Kind, Multiplier);

    /// <summary>Describes what is wrong with these terms; <see langword="null"/> when they are valid.</summary>
    public string? Fault()
    {
        if (string.IsNullOrEmpty(Base) || string.IsNullOrEmpty(Quote) || string.IsNullOrEmpty(Settle))
        {
            return $"{Id}: base, quote and settle must be named";
        }

        if (Multiplier <= 0)
        {
            return $"{Id}: multiplier {Multiplier} must be positive";
        }

        if (TickSize <= 0 || LotSize <= 0)
        {
            return $"{Id}: tickSize {TickSize} and lotSize {LotSize} must be positive";
        }

        return Kind switch
        {
            ContractKind.Spot when Multiplier != 1m => $"{Id}: multiplier {Multiplier} of a spot instrument must be 1",
            ContractKind.Spot or ContractKind.Linear when Settle != Quote => $"{Id}: {Kind} settles in its quote {Quote}, not {Settle}",
            ContractKind.Inverse when Settle != Base => $"{Id}: Inverse settles in its base {Base}, not {Settle}",
            ContractKind.Quanto when Settle == Quote => $"{Id}: Quanto settles in a third asset, not in its quote {Quote}",
            ContractKind.Spot or ContractKind.Linear or ContractKind.Inverse or ContractKind.Quanto => null,
            _ => $"{Id}: kind {Kind} is not known",
        };
    }
}
