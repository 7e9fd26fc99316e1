using System.Collections.Concurrent;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Exposure;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Computes the exposure of a portfolio by asset and account.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed partial class PortfolioExposure(
    IGrainFactory grains, IOptions<BallastOptions> options, TimeProvider time, ILogger<PortfolioExposure> logger)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Terms read once. The assets of an instrument do not change; its multiplier may, and comes with each position.</summary>
    private readonly ConcurrentDictionary<InstrumentId, Instrument> _knownTerms = new();

    /// <summary>Instruments whose terms could not be read, which was logged.</summary>
    private readonly ConcurrentDictionary<InstrumentId, bool> _unread = new();

    /// <summary>Exposure of a portfolio's positions at one FX table; an unknown figure is <see langword="null"/> with its reason.</summary>
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

    /// <summary>The exposure with missing entries: figures of single assets stay, but sums over all assets are unknown, because the missing entries may be in any asset.</summary>
    private static ExposureFigures Without(ExposureFigures exposure, string[] missing) =>
        exposure with { GrossNotional = null, NetNotional = null, Missing = [.. missing, .. exposure.Missing] };

    internal async Task<Instrument?> Terms(InstrumentId instrument)
    {
        if (_knownTerms.TryGetValue(instrument, out var known))
        {
            return known;
        }

        try
        {
            var asked = grains.Instrument(instrument).GetTerms();
            var terms = await asked.WaitAsync(AnswerTimeout, time);
            _unread.TryRemove(instrument, out _);
            return terms is null ? null : _knownTerms[instrument] = terms;
        }
        catch (Exception e)
        {
            // The exposure says that the terms are not known, and the next computation asks again. A lasting failure is logged once.
            if (_unread.TryAdd(instrument, true))
            {
                NoTerms(logger, e, instrument);
            }

            return null;
        }
    }

    internal static ExposedLedger Ledger(PositionView position, Instrument terms) => new()
    {
        Terms = terms with { Kind = position.Contract.Kind, Multiplier = position.Contract.Multiplier },
        Account = position.Account,
        Quantity = position.Quantity,
        OpenCost = position.OpenCost,
        Realized = position.Realized,
        Fees = position.Fees,
        Funding = position.Funding,
        Mark = position.Mark,
        Reason = position.Reason,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The terms of {Instrument} could not be read, so its exposure is not known")]
    private static partial void NoTerms(ILogger logger, Exception exception, InstrumentId instrument);
}
