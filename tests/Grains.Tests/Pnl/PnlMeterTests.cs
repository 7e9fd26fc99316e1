using System.Diagnostics.Metrics;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Pnl;

/// <summary>A profit whose parts do not make its total is counted each time, and logged as event 3001 at most every ten seconds for each name.</summary>
public sealed class PnlMeterTests : IDisposable
{
    private const int PnlIdentityViolated = 3001;

    private static readonly PnlAttribution Holding = PnlAttribution.Zero with { Spread = 3, Fees = 1, Total = 2 };
    private static readonly PnlAttribution Broken = Holding with { Total = 2.5m };

    private readonly FakeTimeProvider _time = new();
    private readonly WrittenLog _log = new();
    private readonly PnlMeter _meter;
    private readonly MeterListener _listener = new();
    private readonly string _desk = Some.Unique("desk");
    private readonly List<string> _counted = [];

    public PnlMeterTests()
    {
        _meter = new(_time, new Logger<PnlMeter>(_log));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "ballast.pnl.identity_violations")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            // Meters of other tests have the same name.
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (named["name"].StartsWith(_desk, StringComparison.Ordinal))
            {
                Assert.Equal(1, count);
                _counted.Add($"{named["level"]} {named["name"]}");
            }
        });
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void A_violation_is_logged_as_an_error_with_its_figures_and_counted_by_level_and_name()
    {
        Assert.Equal(1, _meter.Check("portfolio", _desk, Broken));

        var (level, id, text) = Assert.Single(_log.Lines);
        Assert.Equal((LogLevel.Error, PnlIdentityViolated, "PnlIdentityViolated"), (level, id.Id, id.Name));
        Assert.StartsWith($"PnL identity violated, portfolio {_desk}: parts make 2, total shown is ", text, StringComparison.Ordinal);
        Assert.Contains("Total = 2.5", text, StringComparison.Ordinal);
        Assert.Equal([$"portfolio {_desk}"], _counted);
    }

    [Fact]
    public void A_lasting_violation_is_counted_each_time_and_logged_every_ten_seconds()
    {
        for (var second = 0; second <= 20; second++)
        {
            Assert.Equal(1, _meter.Check("portfolio", _desk, Broken));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((3, 21), (_log.Lines.Count, _counted.Count));
    }

    [Fact]
    public void Another_name_or_level_is_logged_at_once()
    {
        _meter.Check("portfolio", _desk, Broken);
        _meter.Check("portfolio", $"{_desk}b", Broken);
        _meter.Check("position", _desk, Broken);

        Assert.Equal(3, _log.Lines.Count);
    }

    [Fact]
    public void Parts_that_agree_with_each_other_but_not_with_the_total_shown_beside_them_are_a_violation()
    {
        Assert.Equal(0, _meter.Check("portfolio", _desk, Holding, 2m));
        Assert.Equal(1, _meter.Check("portfolio", _desk, Holding, 2.000001m));

        Assert.Contains("total shown is 2.000001", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_no_violation()
    {
        Assert.Equal(0, _meter.Check("portfolio", _desk, null, 5m));
        Assert.Equal(0, _meter.Check("portfolio", _desk, Broken with { Fees = null }));
        Assert.Equal(0, _meter.Check("portfolio", _desk, Broken with { Total = null }));
        Assert.Equal(0, _meter.Check("portfolio", _desk, Holding with { Total = 2 + 1e-12m }));

        Assert.Empty(_log.Lines);
        Assert.Empty(_counted);
    }
}
