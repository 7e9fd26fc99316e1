using System.CommandLine;
using Ballast.Grains;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Commands.Samples;

/// <summary>The sampling grid, and the other settings that samples depend on.</summary>
internal sealed class SampleOptions
{
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(1);

    private readonly Option<TimeSpan?> _grid = Durations.Option("--risk-grid", "Step of the sampling grid, the same as that of the silo that uses the samples: 1s, 1m, 1h (1m).");

    internal SampleOptions(Command command) => command.Options.Add(_grid);

    /// <summary>Reads the settings of the environment as a silo does, with the grid of the command line.</summary>
    /// <exception cref="OptionsValidationException">A setting cannot be used.</exception>
    /// <exception cref="StartupException">A setting cannot be read as a value of its type.</exception>
    internal BallastOptions Read(ParseResult parsed)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = new BallastOptions();
        try
        {
            configuration.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            // The message of the configuration binder names key and value.
            throw new StartupException(e.Message, e) { IsUsage = true };
        }

        options.Risk.Grid = parsed.GetValue(_grid) ?? (configuration["Risk:Grid"] is null ? Default : options.Risk.Grid);
        var result = new BallastOptionsValidator().Validate(null, options);
        return result.Failed ? throw new OptionsValidationException(Options.DefaultName, typeof(BallastOptions), result.Failures) : options;
    }
}
