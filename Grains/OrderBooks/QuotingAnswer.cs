using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.OrderBooks.Intake;

namespace Ballast.Grains.OrderBooks;

/// <summary>Answers a request for the inputs of quoting models.</summary>
internal static class QuotingAnswer
{
    internal static QuoteInputs Of(BookIntake intake, BookOptions books, QuotingOptions quoting) => new()
    {
        Instrument = intake.Instrument,
        VenueTime = intake.VenueTime,
        Mid = intake.Book.Mid,
        Volatility = intake.Flow.VolatilityByRootSecond(intake.Mids),
        VolatilityWindow = books.VolatilityWindow,
        Intensity = intake.Flow.Intensity(intake.VenueTime),
        Gamma = quoting.Gamma,
        Horizon = quoting.Horizon,
        Size = quoting.SizeOf(intake.Instrument),
    };
}
