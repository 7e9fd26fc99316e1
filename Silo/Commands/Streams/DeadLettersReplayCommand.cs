using System.CommandLine;
using Ballast.Grains.Interfaces;

namespace Ballast.Silo.Commands.Streams;

/// <summary>Books dead letters again, once what kept them from it is mended.</summary>
internal static class DeadLettersReplayCommand
{
    private const int PerCall = 100;
    private const int Most = 10_000_000;

    internal static Command Create()
    {
        var command = new Command("replay", "Book dead letters again; those that are booked end, the others keep their new reason.");
        var ids = new Argument<string[]>("ID") { Description = "Ids of the letters, as list writes them; all of them when none is given.", Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(ids);
        var cluster = new ClusterOptions(command);
        command.SetAction((parsed, token) => ExitCode.Of(() => cluster.Run(parsed, grains => Replay(grains.Streams(), parsed.GetValue(ids) ?? []), token)));
        return command;
    }

    private static async Task<int> Replay(IStreamsGrain streams, string[] given)
    {
        string[] ids = given.Length > 0 ? given : [.. (await streams.GetDeadLetters(Most)).Select(letter => letter.Id)];
        var (booked, left) = (0, 0);
        foreach (var some in ids.Chunk(PerCall))
        {
            var replayed = await streams.Replay(some);
            foreach (var one in replayed.Where(one => one.Reason is not null))
            {
                await Console.Out.WriteLineAsync($"{one.Id}\t{one.Reason}");
            }

            foreach (var missing in some.Except(replayed.Select(one => one.Id)))
            {
                await Console.Out.WriteLineAsync($"{missing}\tthere is no such letter");
            }

            var ended = replayed.Count(one => one.Reason is null);
            (booked, left) = (booked + ended, left + some.Length - ended);
        }

        await Console.Error.WriteLineAsync($"{booked} booked, {left} not");
        return left == 0 ? ExitCode.Success : ExitCode.InputFaults;
    }
}
