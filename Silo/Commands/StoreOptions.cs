using System.CommandLine;

namespace Ballast.Silo.Commands;

/// <summary>Command-line options that select the store.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Directory of the embedded store (./data), which no silo may be using." };
    private readonly Option<string?> _redis = new("--redis") { Description = "Connection string (StackExchange.Redis) of a Redis to use instead of the embedded store." };

    internal StoreOptions(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_redis);
        RequireOne(command, _data, _redis);
    }

    /// <summary>Refuses a command line that names two stores.</summary>
    internal static void RequireOne(Command command, Option data, Option redis) => command.Validators.Add(result =>
    {
        if (result.GetResult(data) is not null && result.GetResult(redis) is not null)
        {
            result.AddError($"{data.Name} and {redis.Name} cannot be combined; give one store.");
        }
    });

    internal string DataDirectory(ParseResult parsed) => parsed.GetValue(_data) ?? Path.GetFullPath("data");

    internal string? Redis(ParseResult parsed) => parsed.GetValue(_redis);
}
