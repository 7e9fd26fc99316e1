using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Fx;
using Ballast.Grains.Instruments;
using Ballast.Silo.Rates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Builders of the parts of the FX grain, on a fake wall clock.</summary>
internal sealed class SomeFx : ITermsSource
{
    internal static readonly GrainId Grain = GrainId.Create("fx", "fx");
    internal static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<InstrumentId, Instrument> _terms = [];

    internal SomeFx() => Clock = new(Time);

    internal MemoryStorage Storage { get; } = new();

    internal FakeTimeProvider Time { get; } = new(new(2024, 5, 6, 10, 30, 30, TimeSpan.Zero));

    internal MarketClock Clock { get; }

    internal FxPreference Preference { get; } = new([], TimeSpan.FromSeconds(60));

    /// <summary>The last whole minute of the wall clock.</summary>
    internal Instant Last => FxPoint.MinuteOf(Clock.Now);

    public Instrument? Find(InstrumentId instrument) => _terms.GetValueOrDefault(instrument);

    public bool HasAssetOrVenue(string name) => throw new NotSupportedException();

    internal Instrument Spot(string asset, string quote = "USDT", string venue = "v")
    {
        var id = new InstrumentId(venue, $"{asset}/{quote}");
        return _terms[id] = new() { Id = id, Kind = ContractKind.Spot, Base = asset, Quote = quote, Settle = quote };
    }

    internal static BookMark Mark(Instant at, double mid) => new(at, mid, mid, at, double.NaN, default);

    internal async Task<(FxHistory History, LoadedState<FxGrainState> State)> Open(MarketClock? clock = null)
    {
        var state = new LoadedState<FxGrainState>(Storage, "fx", Grain);
        await state.ReadStateAsync();
        var history = new FxHistory(state, new(Storage, Grain), Preference, clock ?? Clock, NullLogger.Instance);
        await history.Open();
        return (history, state);
    }

    /// <summary>A clock on which recordings set the time, so that minutes close whatever the wall clock says.</summary>
    internal MarketClock Recording()
    {
        var clock = new MarketClock(Time);
        clock.FollowRecording();
        return clock;
    }
}
