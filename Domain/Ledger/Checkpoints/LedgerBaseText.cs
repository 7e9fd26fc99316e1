using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Ledger.Forms;
using Ballast.Domain.Ledger.FundingTimes;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>Writes and reads a <see cref="LedgerBase"/> as JSON with named figures and every digit, for checkpoints and snapshots.</summary>
/// <remarks>Version 0.1 stored figures in lists without names (<see cref="PositionalLedger"/>); such texts can still be read.</remarks>
public static class LedgerBaseText
{
    /// <summary>Writes a base.</summary>
    public static string Write(LedgerBase ledgers)
    {
        ArgumentNullException.ThrowIfNull(ledgers);
        var state = ledgers.State;
        return JsonSerializer.Serialize(
            new StoredLedgers
            {
                Terms = StoredTerms.From(state.Terms),
                Last = state.Last is { } last ? new(last.Time.Micros, last.Sequence, last.Key.Kind, last.Key.Account, last.Key.Id, last.Key.Detail) : null,
                Events = state.Events,
                Accounts = [.. state.Ledgers.Select(ledger => StoredLedger.From(ledger.Key, ledger.Value))],
                Funding = [.. state.Funding.Select(f => new StoredFunding(f.Key, f.Value.Time.Micros, f.Value.ByRate, f.Value.ByVenue, [.. f.Value.Unknown]))],
                OpenFillVoids = [.. ledgers.OpenVoids.Select(VoidToJson)],
                AppliedFillVoids = [.. ledgers.AppliedVoids.Select(VoidToJson)],
                Magnitude = ledgers.Magnitude,
            },
            StoredLedgersJson.Default.StoredLedgers);
    }

    /// <summary>Reads a base.</summary>
    /// <exception cref="JsonException">The text is not that of a base.</exception>
    public static LedgerBase Read(string text)
    {
        var stored = JsonSerializer.Deserialize(text, StoredLedgersJson.Default.StoredLedgers) ?? throw new JsonException("A base is null.");
        var terms = stored.Terms.ToTerms();
        var state = new FoldState
        {
            Terms = terms,
            Last = stored.Last is { } p ? new(new(p.Time), p.Sequence, new(p.Kind, p.Account, p.Id, p.Detail)) : null,
            Events = stored.Events,
            Ledgers = stored.States().ToImmutableSortedDictionary(),
            Funding = stored.Funding.ToImmutableSortedDictionary(
                f => f.Account,
                f => new FundingTime(new(f.Time), f.ByRate?.ToImmutableSortedDictionary(StringComparer.Ordinal), f.ByVenue?.ToImmutableSortedDictionary(StringComparer.Ordinal), [.. f.Unknown]),
                StringComparer.Ordinal),
        };
        return new(state, Voids(stored.OpenFillVoids, stored.Voids, terms.Id), Voids(stored.AppliedFillVoids, stored.AppliedVoids, terms.Id), stored.Magnitude);
    }

    private static JsonObject VoidToJson(FillVoid item)
    {
        var form = new JsonObjectForm([]);
        EventMembers.PassVoid(form, item.Instrument, item);
        return form.Members;
    }

    private static FillVoid[] Voids(JsonObject[]? named, EarlierVoid[]? earlier, InstrumentId instrument) =>
        named is not null ? [.. named.Select(json => EventMembers.PassVoid(new JsonObjectForm(json), instrument, null))]
        : earlier is not null ? [.. earlier.Select(item => item.ToVoid(instrument))]
        : throw new JsonException("A base lacks its voids.");
}

/// <summary>Stored form of an account's newest funding time.</summary>
internal sealed record StoredFunding(
    string Account, long Time, IReadOnlyDictionary<string, decimal>? ByRate, IReadOnlyDictionary<string, decimal>? ByVenue, string[] Unknown);
