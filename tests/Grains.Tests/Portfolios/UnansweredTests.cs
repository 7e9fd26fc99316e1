using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Pnl;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Tree;
using Ballast.Grains.Tests.Fx;
using Ballast.Silo.Rates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Questions of a portfolio that nobody answers are logged with both names, and asked again.</summary>
public sealed class UnansweredTests : IDisposable
{
    private static readonly InstrumentId Member = new("venue", "BTC-PERP");

    private readonly FakeTimeProvider _time = new();
    private readonly WrittenLog _log = new();
    private readonly PnlMeter _meter;
    private readonly PortfolioDiagnostics _diagnostics;
    private readonly UnsteadyTree _tree = new();
    private readonly PortfolioServices _services;
    private Func<object> _answer = () => throw new TimeoutException("no answer");

    public UnansweredTests()
    {
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IInventoryGrain>((_, _, _) => _answer());
        stubs.Add<IPortfolioGrain>((_, _, _) => _answer());
        _meter = new(_time, NullLogger<PnlMeter>.Instance);
        _diagnostics = new(_meter, _log);
        _services = new(
            new(null!, _tree, null!, null!, null!),
            new(null!, null!, null!, new(_time), _time),
            null!,
            _diagnostics,
            new(grains, new()),
            Options.Create(new BallastOptions()));
    }

    public void Dispose()
    {
        _diagnostics.Dispose();
        _meter.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_member_that_does_not_answer_is_logged_and_asked_again()
    {
        var state = new LoadedState<PortfolioGrainState>(new MemoryStorage(), "portfolio", GrainId.Create("portfolio", "desk"));
        state.State.Members.Add(Member);
        using var members = new PortfolioMembers("desk", state, _services);

        Assert.Null(await members.Ask(Member));

        Assert.Equal((LogLevel.Warning, $"Portfolio desk: {Member} did not answer"), Assert.Single(Lines()));
        Assert.Equal([Member], members.ToAsk());
        var answer = new TaskCompletionSource<PositionPush?>();
        _answer = () => answer.Task;
        var asking = members.Ask(Member);
        Assert.Empty(members.ToAsk());
        answer.SetResult(null);
        Assert.Equal(Member, (await asking)!.Instrument);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void An_answer_that_cannot_be_applied_is_logged_and_the_others_are_not()
    {
        var state = new LoadedState<PortfolioGrainState>(new MemoryStorage(), "portfolio", GrainId.Create("portfolio", "desk"));
        using var members = new PortfolioMembers("desk", state, _services);

        members.LogFaults([("venue/A", Task.FromException(new InvalidOperationException("broken"))), ("venue/B", Task.CompletedTask)]);

        Assert.Equal((LogLevel.Warning, "Portfolio desk: the answer of venue/A could not be applied"), Assert.Single(Lines()));
    }

    [Fact]
    public async Task A_child_that_does_not_answer_is_logged_and_asked_again()
    {
        var place = new TreePlace("desk", _services);
        place.Apply(new Dictionary<string, string> { ["below"] = "desk" });

        Assert.Null(await place.Ask("below"));

        Assert.Equal((LogLevel.Warning, "Portfolio desk: below below it did not answer"), Assert.Single(Lines()));
        Assert.Equal(["below"], place.ToAsk());
    }

    [Fact]
    public async Task A_tree_that_cannot_be_read_is_logged_each_time_and_read_again()
    {
        var place = new TreePlace("desk", _services);
        _tree.IsFailing = true;
        Assert.Null(await place.TryReadRecent(TestContext.Current.CancellationToken));
        Assert.Null(await place.TryReadRecent(TestContext.Current.CancellationToken));
        _tree.IsFailing = false;

        Assert.Equal("desk", (await place.TryReadRecent(TestContext.Current.CancellationToken))!["below"]);
        Assert.Equal(Enumerable.Repeat((LogLevel.Warning, "Portfolio desk could not read the tree of portfolios"), 2), Lines());
    }

    private List<(LogLevel Level, string Text)> Lines() => [.. _log.Lines.Select(line => (line.Level, line.Text))];

    private sealed class UnsteadyTree : IPortfolioTree
    {
        internal bool IsFailing { get; set; }

        public Task<IReadOnlyDictionary<string, string>> ReadLinks(CancellationToken cancellationToken) => IsFailing
            ? Task.FromException<IReadOnlyDictionary<string, string>>(new TimeoutException("no answer"))
            : Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["below"] = "desk" });

        public Task<IReadOnlyDictionary<string, string>> RecentLinks(CancellationToken cancellationToken) => ReadLinks(cancellationToken);

        public Task SetParent(string portfolio, string? parent, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
