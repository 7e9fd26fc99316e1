using System.CommandLine;

namespace Ballast.Silo.Commands;

/// <summary>Command-line options that say which store a command works on.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Directory of the embedded store (./data); no silo may be using it." };
    private readonly Option<string?> _redis = new("--redis") { Description = "Use this Redis (StackExchange.Redis connection string) instead of the embedded store." };

    internal StoreOptions(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_redis);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_data) is not null && result.GetResult(_redis) is not null)
            {
                result.AddError("--data and --redis name two stores; give one.");
            }
        });
    }

    internal string DataDirectory(ParseResult parsed) => parsed.GetValue(_data) ?? Path.GetFullPath("data");

    internal string? Redis(ParseResult parsed) => parsed.GetValue(_redis);

    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(_data) is not null || Redis(parsed) is not null;
}
