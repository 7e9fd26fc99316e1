using Ballast.Grains.Portfolios.Risk;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Terms that cannot be read are told once, not at every computation.</summary>
public sealed class PortfolioExposureTests
{
    private static readonly InstrumentId Perpetual = new("v", "BTC-PERP");

    [Fact]
    public async Task A_lasting_failure_to_read_terms_is_logged_once_and_again_after_it_was_over()
    {
        var isFailing = true;
        using var log = new WrittenLog();
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IInstrumentGrain>((_, _, _) => isFailing ? Task.FromException<Instrument?>(new OrleansException("gone")) : Task.FromResult<Instrument?>(null));
        var exposure = new PortfolioExposure(grains, Options.Create(new BallastOptions()), TimeProvider.System, new Logger<PortfolioExposure>(log));

        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await exposure.Terms(Perpetual));
        }

        Assert.Single(log.Lines);
        isFailing = false;
        await exposure.Terms(Perpetual);
        isFailing = true;
        await exposure.Terms(Perpetual);
        Assert.Equal(2, log.Lines.Count);
    }
}
