using Ballast.Silo.Commands;
using Xunit;

namespace Ballast.Silo.Tests.Commands;

/// <summary>An invalid option is reported in one line before anything starts.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("--port 99999", "--port 99999 is not a port; it must be from 1 to 65535.")]
    [InlineData("--silo-port 0", "--silo-port 0 is not a port; it must be from 1 to 65535.")]
    [InlineData("replay x --speed fast", "--speed 'fast' is neither max nor a positive factor.")]
    [InlineData("replay x --risk-grid 1w", "--risk-grid '1w' is not a duration; write e.g. 500ms, 1s, 5m or 1h.")]
    [InlineData("journal verify --instrument BTCUSDT", "--instrument 'BTCUSDT' is not an instrument; write exchange/symbol, e.g. binance-futures/BTCUSDT.")]
    [InlineData("fx rebuild --from noon", "--from 'noon' is not a time; write e.g. 2024-08-08T23:55:00Z.")]
    [InlineData("journal export --data d --redis r", "--data and --redis cannot be combined; give one store.")]
    [InlineData("--data d --redis r", "--data and --redis cannot be combined; give one store.")]
    [InlineData("replay x --data d --redis r", "--data and --redis cannot be combined; give one store.")]
    [InlineData("replay x --port 8081", "--port is the port of the page, which a replay has only with --serve.")]
    [InlineData("journal import f --gateway g:1 --data d", "--gateway cannot be combined with --data, --redis or --instruments: a running cluster has its own store and terms.")]
    public void A_value_that_cannot_be_used_is_named(string arguments, string expected) =>
        Assert.Contains(expected, BallastCommand.Create().Parse(arguments.Split(' ')).Errors.Select(error => error.Message));

    [Theory]
    [InlineData("--prot 8080", "There is no option --prot; the nearest is --port.")]
    [InlineData("--prot=8080", "There is no option --prot; the nearest is --port.")]
    [InlineData("-port 8080", "There is no option -port; the nearest is --port.")]
    [InlineData("replay x.ndjson --paper-makr", "There is no option --paper-makr; the nearest is --paper-maker.")]
    [InlineData("replay x --fills a.csv --paper-makr", "There is no option --paper-makr; the nearest is --paper-maker.")]
    [InlineData("journal verify --data --instrumnt a/X", "There is no option --instrumnt; the nearest is --instrument.")]
    [InlineData("samples backfill x --zzzzz", "There is no option --zzzzz.")]
    [InlineData("replya x", "There is no command 'replya'; the nearest is replay.")]
    [InlineData("journal verfy", "There is no command 'verfy'; the nearest is verify.")]
    [InlineData("journal destroy", "There is no command 'destroy'; there are verify, export, import, accept-loss.")]
    public void A_misspelt_option_or_command_is_refused_with_the_nearest_known_one(string arguments, string expected) =>
        Assert.Equal([expected], CommandLineErrors.Of(BallastCommand.Create().Parse(arguments.Split(' '))));

    [Theory]
    [InlineData("replay ./-x.ndjson --speed 0.5")]
    [InlineData("replay -- --x.ndjson")]
    [InlineData("journal import -")]
    [InlineData("--port=8080 --risk-grid 1s")]
    public void A_path_may_begin_with_a_dash_after_a_folder_or_two_dashes(string arguments) =>
        Assert.Empty(CommandLineErrors.Of(BallastCommand.Create().Parse(arguments.Split(' '))));

    [Fact]
    public void Two_purposes_on_one_port_are_refused_as_wrong_arguments()
    {
        var port = LoopbackPorts.Free(1)[0];
        var settings = new HostSettings { DataDirectory = "", HttpPort = null, SiloPort = port, GatewayPort = port, StorePort = port };

        var refused = Assert.Throws<StartupException>(() => LoopbackPorts.RequireFree(settings));

        Assert.True(refused.IsUsage);
        Assert.Equal($"Port {port} is given for silo and for clients; choose another with --gateway-port.", refused.Message);
    }
}
