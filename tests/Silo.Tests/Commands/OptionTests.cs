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
    [InlineData("journal import f --gateway g:1 --data d", "--gateway cannot be combined with --data, --redis or --instruments: a running cluster has its own store and terms.")]
    public void A_value_that_cannot_be_used_is_named(string arguments, string expected) =>
        Assert.Contains(expected, BallastCommand.Create().Parse(arguments.Split(' ')).Errors.Select(error => error.Message));

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
