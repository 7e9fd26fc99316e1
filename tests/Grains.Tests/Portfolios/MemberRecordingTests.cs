using Ballast.Grains.Pnl;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Tests.Fx;
using Ballast.Silo.Rates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Members of a portfolio that many inventories have stored at the same time.</summary>
public sealed class MemberRecordingTests : IDisposable
{
    private readonly PnlMeter _meter = new(TimeProvider.System, NullLogger<PnlMeter>.Instance);
    private readonly PortfolioDiagnostics _diagnostics;
    private readonly CountedWrites _writes = new();
    private readonly PortfolioMembers _members;

    public MemberRecordingTests()
    {
        _diagnostics = new(_meter, NullLoggerFactory.Instance);
        var services = new PortfolioServices(
            new(new NamesInMemory(), null!, null!, null!, null!),
            new(null!, null!, null!, new(TimeProvider.System), TimeProvider.System),
            null!,
            _diagnostics,
            new(StubGrains.Create().Factory, new()),
            Options.Create(new BallastOptions()));
        _members = new("desk", new LoadedState<PortfolioGrainState>(_writes, "portfolio", GrainId.Create("portfolio", "desk")), services);
    }

    public void Dispose()
    {
        _members.Dispose();
        _diagnostics.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Members_that_wait_for_the_store_are_written_together_and_each_is_new_once()
    {
        var recorded = Enumerable.Range(0, 100).Select(i => _members.Record(Member(i))).ToArray();
        _writes.Go.SetResult();

        Assert.All(await Task.WhenAll(recorded), Assert.True);
        Assert.Equal(100, _members.All.Count);
        Assert.Equal(2, _writes.Count);
        Assert.False(await _members.Record(Member(7)));
    }

    [Fact]
    public async Task Members_whose_common_write_fails_are_written_by_the_next()
    {
        _writes.Failures = 1;
        var recorded = Enumerable.Range(0, 10).Select(i => _members.Record(Member(i))).ToArray();
        _writes.Go.SetResult();

        await Assert.ThrowsAsync<TimeoutException>(() => recorded[0]);
        Assert.All(await Task.WhenAll(recorded[1..]), Assert.True);
        Assert.Equal([.. Enumerable.Range(1, 9).Select(Member)], _members.All.Order());
    }

    private static InstrumentId Member(int i) => new("venue", $"S{i}");

    /// <summary>Storage whose writes wait until the test lets them go.</summary>
    private sealed class CountedWrites : IGrainStorage
    {
        private readonly MemoryStorage _storage = new();

        internal TaskCompletionSource Go { get; } = new();

        internal int Count { get; private set; }

        internal int Failures { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => _storage.ReadStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await Go.Task;
            Count++;
            if (Failures-- > 0)
            {
                throw new TimeoutException("the store does not answer");
            }

            await _storage.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => _storage.ClearStateAsync(stateName, grainId, grainState);
    }

    private sealed class NamesInMemory : IPortfolioCatalog
    {
        private readonly HashSet<string> _names = [];

        public Task<IReadOnlyList<string>> List(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. _names.Order(StringComparer.Ordinal)]);

        public Task<bool> Contains(string portfolio, CancellationToken cancellationToken) => Task.FromResult(_names.Contains(portfolio));

        public Task Add(string portfolio, CancellationToken cancellationToken) => Task.FromResult(_names.Add(portfolio));
    }
}
