using System.CommandLine;
using System.CommandLine.Parsing;
using Ballast.Silo.Settings;

namespace Ballast.Silo.Commands;

/// <summary>What is wrong with a command line, with the nearest known name for a misspelt one.</summary>
public static class CommandLineErrors
{
    /// <summary>The errors, one line each; empty when the command can run.</summary>
    /// <remarks>
    /// A misspelt option would otherwise pass for a path or for the value of the option before it, so it is reported alone. A file
    /// whose name begins with a dash is written <c>./-name</c>, or follows <c>--</c>.
    /// </remarks>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var command = parsed.CommandResult.Command;
        string[] misspelt =
        [
            .. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
                .Where(token => token.Type == TokenType.Argument && IsOption(token.Value))
                .Select(token => token.Value.Split('=', ':')[0])
                .Select(option => $"There is no option {option}{Hint(option, command.Options.Select(known => known.Name), "")}"),
        ];
        return misspelt.Length > 0 ? misspelt
            : parsed.UnmatchedTokens is [var word, ..] && command.Subcommands.Count > 0 ? [NoCommand(word, command)]
            : [.. parsed.Errors.Select(error => error.Message)];
    }

    private static bool IsOption(string text) => text is ['-', '-', _, ..] || (text is ['-', var letter, ..] && char.IsAsciiLetter(letter));

    private static string NoCommand(string word, Command command)
    {
        string[] known = [.. command.Subcommands.Select(subcommand => subcommand.Name)];
        return $"There is no command '{word}'{Hint(word, known, $"; there are {string.Join(", ", known)}.")}";
    }

    private static string Hint(string word, IEnumerable<string> known, string otherwise) =>
        Nearest.Of(word, known) is { } near ? $"; the nearest is {near}." : otherwise.Length > 0 ? otherwise : ".";
}
