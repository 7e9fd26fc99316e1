using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>Stored form of a base. A text has either the members of this version or those of version 0.1.</summary>
internal sealed record StoredLedgers
{
    public required StoredTerms Terms { get; init; }

    public StoredPosition? Last { get; init; }

    public required long Events { get; init; }

    public StoredLedger[]? Accounts { get; init; }

    public required StoredFunding[] Funding { get; init; }

    public JsonObject[]? OpenFillVoids { get; init; }

    public JsonObject[]? AppliedFillVoids { get; init; }

    public required Magnitude Magnitude { get; init; }

    /// <summary><see cref="Accounts"/> in the form of version 0.1.</summary>
    public PositionalLedger[]? Ledgers { get; init; }

    /// <summary><see cref="OpenFillVoids"/> in the form of version 0.1.</summary>
    public EarlierVoid[]? Voids { get; init; }

    /// <summary><see cref="AppliedFillVoids"/> in the form of version 0.1.</summary>
    public EarlierVoid[]? AppliedVoids { get; init; }

    internal IEnumerable<KeyValuePair<LedgerKey, LedgerState>> States() =>
        Accounts?.Select(ledger => KeyValuePair.Create(new LedgerKey(ledger.Portfolio, ledger.Account), ledger.ToState()))
        ?? Ledgers?.Select(ledger => KeyValuePair.Create(new LedgerKey(ledger.Portfolio, ledger.Account), ledger.ToState()))
        ?? throw new JsonException("A base lacks its ledgers.");
}
