using System.CommandLine;
using Ballast.Domain.Instruments;
using Ballast.Silo.Journals;

namespace Ballast.Silo.Commands.Journals;

/// <summary>Command-line options that select journals of a store.</summary>
internal sealed class JournalSelection
{
    private readonly Option<string[]> _instruments = new("--instrument") { Description = "Only this instrument, exchange/symbol; can be given several times." };
    private readonly Option<string?> _portfolio = new("--portfolio") { Description = "Only instruments that this portfolio ever traded; an export then holds the portfolio's events and those of the instruments as a whole." };

    internal JournalSelection(Command command)
    {
        _instruments.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !InstrumentId.TryParse(token.Value, out _)))
            {
                result.AddError($"--instrument '{token.Value}' is not an instrument; write exchange/symbol, e.g. binance-futures/BTCUSDT.");
            }
        });
        command.Options.Add(_instruments);
        command.Options.Add(_portfolio);
    }

    internal string? Portfolio(ParseResult parsed) => parsed.GetValue(_portfolio);

    /// <summary>The selected instruments, in order.</summary>
    /// <exception cref="StartupException">The store has no such instrument or portfolio, or the portfolio never traded the instrument.</exception>
    internal async Task<IReadOnlyList<InstrumentId>> Find(ParseResult parsed, OpenedStore store)
    {
        var named = (parsed.GetValue(_instruments) ?? []).Select(InstrumentId.Parse).Distinct().Order().ToArray();
        var known = store.Instruments();
        foreach (var instrument in named.Except(known))
        {
            // A journal that is lost whole still has its snapshot.
            if (!await store.States.HasSnapshot(instrument))
            {
                throw Wrong($"The store has no journal of {instrument}.");
            }
        }

        if (Portfolio(parsed) is not { } portfolio)
        {
            return named.Length > 0 ? named : known;
        }

        var members = await store.States.FindMembers(portfolio) ?? throw Wrong($"The store has no portfolio '{portfolio}'.");
        foreach (var instrument in named.Except(members))
        {
            throw Wrong($"Portfolio '{portfolio}' has never traded {instrument}.");
        }

        return named.Length > 0 ? named : members;
    }

    private static StartupException Wrong(string message) => new(message) { IsUsage = true };
}
