using System.CommandLine;
using System.Text;
using Ballast.Grains.Interfaces;

namespace Ballast.Silo.Commands.Streams;

/// <summary>Writes dead letters, one per line: id, time, reason and message, separated by tabs.</summary>
internal static class DeadLettersListCommand
{
    private const int MaxShown = 500;

    internal static Command Create()
    {
        var command = new Command("list", "Write the dead letters, oldest first: id, time, reason and message, separated by tabs.");
        var limit = new Option<int>("--limit") { Description = "Most letters.", DefaultValueFactory = _ => 1_000 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && number < 1)
            {
                result.AddError($"--limit is {number}; it must be positive.");
            }
        });
        command.Options.Add(limit);
        var cluster = new ClusterOptions(command);
        command.SetAction((parsed, token) => ExitCode.Of(() => cluster.Run(parsed, grains => Write(grains, parsed.GetValue(limit)), token)));
        return command;
    }

    private static async Task<int> Write(IGrainFactory grains, int limit)
    {
        foreach (var letter in await grains.Streams().GetDeadLetters(limit))
        {
            await Console.Out.WriteLineAsync(string.Join('\t', letter.Id, letter.At, OneLine(letter.Reason), Shown(letter.Payload)));
        }

        return ExitCode.Success;
    }

    private static string Shown(byte[] payload)
    {
        var text = OneLine(Encoding.UTF8.GetString(payload));
        return text.Length > MaxShown ? text[..MaxShown] + "…" : text;
    }

    /// <summary>A text of unknown origin without control characters, which could change what a terminal shows.</summary>
    private static string OneLine(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }
    });
}
