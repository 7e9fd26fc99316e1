using System.CommandLine;
using Ballast.Silo.Commands.Journals;
using Ballast.Silo.Commands.Rates;
using Ballast.Silo.Commands.Samples;
using Ballast.Silo.Commands.Streams;

namespace Ballast.Silo.Commands;

/// <summary>The whole command line.</summary>
public static class BallastCommand
{
    /// <summary>All commands and options.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Ballast: real-time inventory, PnL and risk for crypto market makers.");
        RunCommand.Configure(root);
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(JournalCommand.Create());
        root.Subcommands.Add(SamplesCommand.Create());
        root.Subcommands.Add(FxCommand.Create());
        root.Subcommands.Add(StreamsCommand.Create());
        return root;
    }
}
