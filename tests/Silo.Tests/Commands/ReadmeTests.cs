using System.CommandLine;
using System.Text.RegularExpressions;
using Ballast.Silo.Commands;
using Ballast.Silo.Tests.Architecture;
using Xunit;

namespace Ballast.Silo.Tests.Commands;

/// <summary>What README and operations.md tell people to type is what the program takes.</summary>
public sealed partial class ReadmeTests
{
    private const string Run = "dotnet run --project Silo";

    [Fact]
    public void Every_silo_command_in_the_readme_parses()
    {
        var commands = ShellLines().Where(line => line.StartsWith(Run, StringComparison.Ordinal)).ToArray();

        Assert.True(commands.Length >= 5, $"Only {commands.Length} commands found.");
        Assert.All(commands, command =>
        {
            var arguments = command[Run.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(a => a != "--").ToArray();
            Assert.Empty(BallastCommand.Create().Parse(arguments).Errors.Select(error => error.Message));
        });
    }

    [Fact]
    public void Every_script_in_the_readme_exists_and_can_be_executed()
    {
        var scripts = ShellLines().Where(line => line.StartsWith("eng/", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToArray();

        Assert.NotEmpty(scripts);
        Assert.All(scripts, script =>
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(Repository.Root, script)).HasFlag(UnixFileMode.UserExecute), script));
    }

    [Fact]
    public void Every_option_in_the_operations_page_is_one_of_the_program()
    {
        var documented = OptionName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")))
            .Select(match => match.Value).Distinct().Where(option => option is not ("--project" or "--help")).ToArray();
        var root = BallastCommand.Create();
        var known = Commands(root).SelectMany(command => command.Options).Select(option => option.Name).ToHashSet();

        Assert.NotEmpty(documented);
        Assert.All(documented, option => Assert.Contains(option, known));
        Assert.All(known.Where(option => option is not ("--help" or "--version")), option => Assert.Contains(option, documented));
    }

    private static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);

    private static IEnumerable<string> ShellLines() =>
        ShellBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
            .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex OptionName();
}
