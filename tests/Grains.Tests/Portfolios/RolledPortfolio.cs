using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Pnl;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Tree;
using Ballast.Grains.Tests.Fx;
using Ballast.Silo.Rates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>The parts of a portfolio's grain that its figures are made of, driven as the grain drives them, with the naive figures beside.</summary>
internal sealed class RolledPortfolio : IDisposable
{
    internal const string Name = "desk";

    private readonly FakeTimeProvider _time = new();
    private readonly PnlMeter _meter;
    private readonly PortfolioDiagnostics _diagnostics;
    private readonly LoadedState<PortfolioGrainState> _state = new(new MemoryStorage(), "portfolio", GrainId.Create("portfolio", Name));
    private readonly LoadedState<PortfolioClosingState> _closed = new(new MemoryStorage(), "closing", GrainId.Create("portfolio", Name));
    private readonly PortfolioMembers _members;
    private readonly TreePlace _place;
    private readonly PortfolioClosing _closing;
    private readonly PortfolioRollUp _rollUp;
    private readonly Dictionary<InstrumentId, (PositionPush Push, DateTimeOffset At)> _answers = [];
    private long _violations;
    private long _version;

    internal RolledPortfolio(string currency = "USDT")
    {
        _meter = new(_time, NullLogger<PnlMeter>.Instance);
        _diagnostics = new(_meter, NullLoggerFactory.Instance);
        var (grains, _) = StubGrains.Create();
        var services = new PortfolioServices(
            new(null!, null!, null!, null!, null!),
            new(null!, null!, null!, new(_time), _time),
            null!,
            _diagnostics,
            new(grains, new()),
            Options.Create(new BallastOptions { ReportCurrency = currency }));
        _members = new(Name, _state, services);
        _place = new(Name, services);
        _closing = new(Name, services, _closed);
        _rollUp = new(Name, _members, _place, _closing, services);
    }

    internal FxTranslation Translation { set => _closed.State.Translation = value; }

    internal void Advance(TimeSpan time) => _time.Advance(time);

    /// <summary>Adds a member that has not answered yet.</summary>
    internal void Join(InstrumentId member) => _state.State.Members.Add(member);

    /// <summary>A member, which need not be known, sends positions.</summary>
    internal void Apply(PositionPush push)
    {
        Join(push.Instrument);
        var order = _answers.TryGetValue(push.Instrument, out var known) ? push.Version.CompareTo(known.Push.Version) : 1;
        if (order >= 0)
        {
            _answers[push.Instrument] = (order > 0 ? push : known.Push, _time.GetUtcNow());
        }

        if (_members.Apply(push))
        {
            _version++;
            _violations += push.Positions.Sum(p => _meter.Check("position", $"{p.Instrument}", p.Attribution, p.Total));
            _rollUp.Advance(push.Instrument);
        }
    }

    /// <summary>Sets the portfolios right below.</summary>
    internal void SetChildren(IEnumerable<string> children)
    {
        if (_place.Apply(children.ToDictionary(child => child, _ => Name)))
        {
            _version++;
            _rollUp.ChangeTree();
            _rollUp.Advance();
        }
    }

    /// <summary>A portfolio right below sends positions.</summary>
    internal PushOutcome Apply(PortfolioPush push)
    {
        var changed = new List<(string, InstrumentId)>();
        var outcome = _place.Apply(push, changed);
        _rollUp.ChangeBelow(changed);
        if (outcome == PushOutcome.Changed)
        {
            _version++;
            _rollUp.Advance();
        }

        return outcome;
    }

    internal PortfolioView View(FxTable table) => _rollUp.View(table);

    /// <summary>What <see cref="View"/> must give. Each counts its own violations, so call both.</summary>
    internal PortfolioView Naive(FxTable table, string currency)
    {
        var own = _answers.Values.OrderBy(answer => answer.Push.Instrument).SelectMany(answer => answer.Push.Positions);
        var translations = _place.Below.Holders();
        translations[Name] = _closing.Translation;
        var view = NaiveView.Of(
            new()
            {
                Portfolio = Name,
                Positions = _place.Below.IsEmpty
                    ? [.. own]
                    : SubtreePositions.InOrder(own.Concat(_place.Below.Positions().SelectMany(held => held.Push.Positions))),
                Missing = [.. _state.State.Members
                    .Where(member => !_answers.TryGetValue(member, out var answer) || _time.GetUtcNow() - answer.At > AnswerLimits.MissingAfter).Order()],
                MissingBelow = _place.Missing(),
                Translations = translations,
            },
            table,
            currency);
        _violations += _meter.Check("portfolio", Name, view.Attribution, view.Total);
        return view with { Epoch = _members.Epoch, Version = _version, IdentityViolations = _violations };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _members.Dispose();
        _closing.Dispose();
        _diagnostics.Dispose();
        _meter.Dispose();
    }
}
