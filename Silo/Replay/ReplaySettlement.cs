using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Grains.Fx;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Inventory.Positions;

namespace Ballast.Silo.Replay;

/// <summary>Waits at the end of a recording until everything published was applied, and closes all seconds up to the end.</summary>
public sealed class ReplaySettlement(
    IGrainFactory grains, ReplayConnection connection, ITermsSource terms, FxTableCache fx, PositionOutbox outbox)
{
    /// <summary>Longest stretch whose seconds are closed in one go; closed seconds must fit into memory and into a message.</summary>
    private static readonly TimeSpan Part = TimeSpan.FromHours(1);

    /// <summary>Waits for books, rates, inventories and portfolios, in the order in which data flows through them.</summary>
    /// <param name="instruments">Instruments published.</param>
    /// <param name="portfolios">All portfolios.</param>
    /// <param name="end">Last second, and minute of rates, to close.</param>
    public async Task Settle(IReadOnlyList<InstrumentId> instruments, IReadOnlyList<string> portfolios, Instant end)
    {
        foreach (var spot in instruments.Where(instrument => terms.Find(instrument) is { Kind: ContractKind.Spot }))
        {
            await grains.Fx().Add(spot);
        }

        foreach (var instrument in instruments)
        {
            await grains.Book(instrument).Flush();
        }

        await grains.Fx().FlushTo(end);
        await fx.Refresh();
        var members = new SortedSet<InstrumentId>();
        foreach (var portfolio in portfolios)
        {
            members.UnionWith(await grains.Portfolio(new(portfolio)).GetMembers(new(portfolio)));
        }

        portfolios = await ChildrenFirst(portfolios);
        for (var upTo = (connection.First ?? end) + Part; upTo < end; upTo += Part)
        {
            await Close(members, portfolios, upTo);
        }

        await Close(members, portfolios, end);
    }

    /// <summary>Orders children before their parents, because a parent waits for what its children close.</summary>
    private async Task<IReadOnlyList<string>> ChildrenFirst(IReadOnlyList<string> portfolios)
    {
        static int Height(PortfolioBranch branch) => branch.Children.Select(child => Height(child) + 1).DefaultIfEmpty(0).Max();
        var heights = new List<(string Portfolio, int Height)>();
        foreach (var portfolio in portfolios)
        {
            heights.Add((portfolio, Height(await grains.Portfolio(new(portfolio)).GetChildren(new(portfolio)))));
        }

        return [.. heights.OrderBy(known => known.Height).Select(known => known.Portfolio)];
    }

    /// <summary>Closes all seconds up to a time. None closed while the recording ran, so no event was late, whatever order events came in.</summary>
    private async Task Close(IEnumerable<InstrumentId> members, IReadOnlyList<string> portfolios, Instant upTo)
    {
        foreach (var member in members)
        {
            await grains.Inventory(member).FlushTo(upTo);
        }

        await outbox.Flush();
        foreach (var portfolio in portfolios)
        {
            await grains.Portfolio(new(portfolio)).FlushTo(upTo);
        }
    }
}
