using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Grains.Portfolios.Tree;

/// <summary>Parent and children of a portfolio in the tree, and the positions that children have sent.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed partial class TreePlace(string portfolio, PortfolioServices services)
{
    private readonly TimeProvider _time = services.Market.Time;
    private readonly ILogger _logger = services.Diagnostics.LoggerOf<TreePlace>();
    private readonly HashSet<string> _asked = [];

    /// <summary>Positions of all portfolios below.</summary>
    internal SubtreePositions Below { get; } = new(portfolio);

    /// <summary>The parent; <see langword="null"/> at the top.</summary>
    internal string? Parent { get; private set; }

    /// <summary>Reads the tree from the store.</summary>
    internal Task<IReadOnlyDictionary<string, string>> Read() => services.Stores.Tree.ReadLinks(CancellationToken.None);

    /// <summary>Reads the tree; the answer may be 2 s old.</summary>
    internal Task<IReadOnlyDictionary<string, string>> ReadRecent(CancellationToken cancellationToken) =>
        services.Stores.Tree.RecentLinks(cancellationToken);

    /// <summary>As <see cref="ReadRecent"/>.</summary>
    /// <returns>The tree; <see langword="null"/> when it could not be read.</returns>
    internal async Task<IReadOnlyDictionary<string, string>?> TryReadRecent(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadRecent(cancellationToken);
        }
        catch (Exception e)
        {
            // The tree as last read is used until it can be read again, in a second.
            NotRead(_logger, e, portfolio);
            return null;
        }
    }

    /// <summary>Puts the portfolio under another, or at the top when that is <see langword="null"/>; durably.</summary>
    /// <returns>The new tree, and the portfolios whose children changed.</returns>
    /// <exception cref="ArgumentException">The parent is empty, the portfolio itself or below it; nothing was changed.</exception>
    internal async Task<(IReadOnlyDictionary<string, string> Links, IReadOnlyList<string> Concerned)> Move(string? parent)
    {
        if (parent is not null && string.IsNullOrWhiteSpace(parent))
        {
            throw new ArgumentException($"parent is '{parent}'; it must be the name of a portfolio, or null for none.", nameof(parent));
        }

        if (parent == portfolio)
        {
            throw new ArgumentException($"parent is '{parent}', the portfolio itself.", nameof(parent));
        }

        if (parent is not null)
        {
            await services.Stores.Catalog.Add(parent, CancellationToken.None);
            await services.Stores.Catalog.Add(portfolio, CancellationToken.None);
        }

        var before = (await Read()).GetValueOrDefault(portfolio);
        await services.Stores.Tree.SetParent(portfolio, parent, CancellationToken.None);
        return (await Read(), [.. new[] { before, parent }.OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Notifies portfolios that their children changed. One that misses the notice reads the tree by itself within seconds.</summary>
    internal async Task Notify(IReadOnlyList<string> concerned)
    {
        foreach (var other in concerned)
        {
            try
            {
                await services.Grains.Portfolio(new(other)).OnChildren();
            }
            catch (Exception e)
            {
                // Retrying would delay the caller's answer, and the portfolio reads the tree by itself.
                NotNotified(_logger, e, portfolio, other);
            }
        }
    }

    /// <summary>Sets parent and children from the tree.</summary>
    /// <returns>Whether the children changed.</returns>
    internal bool Apply(IReadOnlyDictionary<string, string> links)
    {
        Parent = links.GetValueOrDefault(portfolio);
        return Below.SetChildren(links.Where(link => link.Value == portfolio).Select(link => link.Key));
    }

    /// <summary>Applies a push of a child.</summary>
    /// <param name="push">The push.</param>
    /// <param name="changed">Gets holder and instrument of every position that is new or gone.</param>
    internal PushOutcome Apply(PortfolioPush push, ICollection<(string Holder, InstrumentId Instrument)> changed) =>
        Below.Apply(push, _time.GetTimestamp(), changed);

    /// <summary>The portfolio with everything below it.</summary>
    internal PortfolioBranch Branch(IReadOnlyDictionary<string, string> links) => BranchOf(portfolio, links);

    /// <summary>What is missing below, in words.</summary>
    internal string[] Missing() => Below.IsEmpty ? [] : [.. Below.Missing(receivedAt => _time.GetElapsedTime(receivedAt) > AnswerLimits.MissingAfter)];

    /// <summary>Children to ask: those without a recent answer that are not being asked already.</summary>
    internal IReadOnlyList<string> ToAsk() =>
        [.. Below.Silent(receivedAt => _time.GetElapsedTime(receivedAt) > AnswerLimits.AskAfter).Where(child => !_asked.Contains(child))];

    /// <summary>Asks a child for all its positions.</summary>
    /// <returns>The positions; <see langword="null"/> when it did not answer.</returns>
    internal async Task<PortfolioPush?> Ask(string child)
    {
        _asked.Add(child);
        try
        {
            return await services.Grains.Portfolio(new(child)).GetAll();
        }
        catch (Exception e)
        {
            // It stays missing, the view says so, and it is asked again in a second.
            NoAnswer(_logger, e, portfolio, child);
            return null;
        }
        finally
        {
            _asked.Remove(child);
        }
    }

    private static PortfolioBranch BranchOf(string name, IReadOnlyDictionary<string, string> links) => new()
    {
        Portfolio = name,
        Parent = links.GetValueOrDefault(name),
        Children = [.. links.Where(link => link.Value == name).Select(link => link.Key).Order(StringComparer.Ordinal).Select(child => BranchOf(child, links))],
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: {Child} below it did not answer")]
    private static partial void NoAnswer(ILogger logger, Exception exception, string portfolio, string child);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} could not read the tree of portfolios")]
    private static partial void NotRead(ILogger logger, Exception exception, string portfolio);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} could not notify {Other} that its children changed")]
    private static partial void NotNotified(ILogger logger, Exception exception, string portfolio, string other);
}
