using System.Collections.Concurrent;
using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios;

/// <summary>Works out what a portfolio is exposed to.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class PortfolioExposure(IGrainFactory grains, IOptions<BallastOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Assets of an instrument do not change; its multiplier, which may, comes with each position.</summary>
    private readonly ConcurrentDictionary<InstrumentId, Instrument> _terms = new();

    /// <summary>Exposure of a portfolio's positions at one FX table; what is not known is <see langword="null"/> with its reason.</summary>
    public async Task<ExposureFigures> Of(PortfolioView portfolio, FxTable fx)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(fx);
        var instruments = portfolio.Positions.Select(position => position.Instrument).Distinct().ToArray();
        var terms = (await Task.WhenAll(instruments.Select(Terms))).OfType<Instrument>().ToDictionary(known => known.Id);
        var exposure = ExposureComputation.Of(
            [.. portfolio.Positions.Where(position => terms.ContainsKey(position.Instrument)).Select(position => Ledger(position, terms[position.Instrument]))],
            fx,
            portfolio.Currency,
            options.Value.Risk.Margin.Terms());
        string[] missing =
        [
            .. portfolio.MissingMembers.Select(member => $"{member} has not answered"),
            .. portfolio.MissingBelow,
            .. instruments.Where(instrument => !terms.ContainsKey(instrument)).Select(instrument => $"the terms of {instrument} are not known"),
        ];
        return missing.Length == 0 ? exposure : Without(exposure, missing);
    }

    /// <summary>Of what is missing altogether nobody knows which asset it would have changed: what is there stays, and every sum over all is unknown.</summary>
    private static ExposureFigures Without(ExposureFigures exposure, string[] missing) =>
        exposure with { GrossNotional = null, NetNotional = null, Missing = [.. missing, .. exposure.Missing] };

    internal async Task<Instrument?> Terms(InstrumentId instrument)
    {
        if (_terms.TryGetValue(instrument, out var known))
        {
            return known;
        }

        try
        {
            var asked = grains.GetGrain<IInstrumentGrain>(instrument.ToString()).GetTerms();
            return await asked.WaitAsync(Patience, time) is { } terms ? _terms[instrument] = terms : null;
        }
        catch (Exception)
        {
            // Whatever became of it, the answer says that the terms are not known, and the next one asks again.
            return null;
        }
    }

    internal static ExposedLedger Ledger(PositionView position, Instrument terms)
    {
        var isPartial = position.FeesUnconverted.Count > 0 || position.Funding is null;
        return new()
        {
            Terms = terms with { Kind = position.Contract.Kind, Multiplier = position.Contract.Multiplier },
            Account = position.Account,
            Quantity = position.Quantity,
            OpenCost = position.OpenCost,
            Realized = position.Realized,
            Fees = position.FeesUnconverted.Count == 0 ? position.Fees : null,
            Funding = position.Funding,
            Mark = position.Mark,
            Reason = isPartial && position.Mark is null && position.Quantity != 0 ? $"{position.Reason}, and no mark" : position.Reason,
        };
    }
}
