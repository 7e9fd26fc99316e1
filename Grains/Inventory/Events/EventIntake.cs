using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Refuses events that the configuration does not allow. The ledgers check the rest.</summary>
internal sealed class EventIntake
{
    private readonly FillReceipt?[] _refused;

    private EventIntake(FillReceipt?[] refused, LedgerEvent[] accepted) => (_refused, Accepted) = (refused, accepted);

    /// <summary>Events to book, in order. An event without a portfolio gets the one configured for its account.</summary>
    internal IReadOnlyList<LedgerEvent> Accepted { get; }

    internal int RefusedCount => _refused.Count(receipt => receipt is not null);

    /// <exception cref="ArgumentException">An event names another portfolio. A caller may book only into the portfolio that it named and is authorised for.</exception>
    internal static EventIntake Of(IReadOnlyList<LedgerEvent> events, PortfolioId portfolio, BallastOptions options, Origin origin = Origin.Live)
    {
        var isOfAnyPortfolio = origin == Origin.Import && portfolio.Name.Length == 0;
        var refused = new FillReceipt?[events.Count];
        var accepted = new List<LedgerEvent>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var given = events[i] ?? throw new ArgumentException($"Event {i} is null.", nameof(events));
            var resolved = Resolved(given, options);
            if (Refusal(resolved, options) is { } reason)
            {
                refused[i] = new(given.Key.Id, FillOutcome.Refused, reason);
                continue;
            }

            if (!isOfAnyPortfolio && !given.IsOfInstrument && given.Portfolio != portfolio.Name)
            {
                throw new ArgumentException($"{given.Name} is of portfolio '{given.Portfolio}', not '{portfolio}'.", nameof(events));
            }

            accepted.Add(resolved);
        }

        return new(refused, [.. accepted]);
    }

    /// <summary>The answer to events of an instrument without contract terms: all are refused.</summary>
    internal static RecordedFills WithoutTerms(InstrumentId instrument, IReadOnlyList<LedgerEvent> events)
    {
        var reason = $"no contract terms for {instrument}; define them with --instruments FILE";
        return new([.. events.Select(e => new FillReceipt(e.Key.Id, FillOutcome.Refused, reason))], null);
    }

    /// <summary>One receipt for each event given, in order, refused ones included.</summary>
    internal IReadOnlyList<FillReceipt> Receipts(IReadOnlyList<FillReceipt> accepted)
    {
        var next = 0;
        return [.. _refused.Select(refused => refused ?? accepted[next++])];
    }

    private static LedgerEvent Resolved(LedgerEvent given, BallastOptions options) =>
        given.Portfolio is { Length: 0 } && given.Account is not null && options.Accounts.TryGetValue(given.Account, out var portfolio)
            ? given with { Portfolio = portfolio }
            : given;

    private static string? Refusal(LedgerEvent given, BallastOptions options) =>
        given.IsOfInstrument ? null
        : options.Accounts.Count > 0 && !string.IsNullOrEmpty(given.Account) && !options.Accounts.ContainsKey(given.Account)
            ? $"{given.Name}: account '{given.Account}' is not in Accounts"
        : given is FundingPayment { Source: FundingSource.Venue } && options.Funding.Source == FundingUse.Rate
            ? $"{given.Name}: Funding:Source is Rate, so the venue's amount is not taken"
        : given is FundingPayment { Source: FundingSource.Rate } && options.Funding.Source == FundingUse.Venue
            ? $"{given.Name}: Funding:Source is Venue, so a rate is not taken"
        : null;
}
