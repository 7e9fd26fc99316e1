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
        var (isFailing, log) = (true, new CountedLog());
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IInstrumentGrain>((_, _, _) => isFailing ? Task.FromException<Instrument?>(new OrleansException("gone")) : Task.FromResult<Instrument?>(null));
        var exposure = new PortfolioExposure(grains, Options.Create(new BallastOptions()), TimeProvider.System, log);

        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await exposure.Terms(Perpetual));
        }

        Assert.Equal(1, log.Count);
        isFailing = false;
        await exposure.Terms(Perpetual);
        isFailing = true;
        await exposure.Terms(Perpetual);
        Assert.Equal(2, log.Count);
    }

    private sealed class CountedLog : ILogger<PortfolioExposure>
    {
        internal int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
