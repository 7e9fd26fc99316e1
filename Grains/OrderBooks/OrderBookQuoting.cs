using Ballast.Domain.Risk;

namespace Ballast.Grains.OrderBooks;

/// <content>What quoting models need of a book.</content>
public sealed partial class OrderBookGrain
{
    /// <inheritdoc />
    public Task<QuoteInputs> GetQuoteInputs()
    {
        var (quoting, flow) = (options.Value.Quoting, _intake.Flow);
        return Task.FromResult(new QuoteInputs
        {
            Instrument = _instrument,
            VenueTime = _intake.VenueTime,
            Mid = _intake.Book.Mid,
            Volatility = flow.VolatilityByRootSecond(_intake.Mids),
            VolatilityWindow = options.Value.Books.VolatilityWindow,
            Intensity = flow.Intensity(_intake.VenueTime),
            Gamma = quoting.Gamma,
            Horizon = quoting.Horizon,
            Size = quoting.SizeOf(_instrument),
        });
    }
}
