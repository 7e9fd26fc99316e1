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
        command.Validators.Add(result =>
        {
            if (result.GetResult(_data) is not null && result.GetResult(_redis) is not null)
            {
                result.AddError("--data and --redis cannot be combined; give one store.");
            }
        });
    }

    internal string DataDirectory(ParseResult parsed) => parsed.GetValue(_data) ?? Path.GetFullPath("data");

    internal string? Redis(ParseResult parsed) => parsed.GetValue(_redis);
}
