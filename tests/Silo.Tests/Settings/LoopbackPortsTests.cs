using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Ballast.Silo.Tests.Settings;

public sealed class LoopbackPortsTests
{
    [Fact]
    public void Free_ports_are_different_and_nobody_listens_on_them()
    {
        var ports = LoopbackPorts.Free(10);

        Assert.Equal(ports.Length, ports.Distinct().Count());
        var listeners = Array.ConvertAll(ports, port => new TcpListener(IPAddress.Loopback, port));
        Array.ForEach(listeners, listener => listener.Start());
        Array.ForEach(listeners, listener => listener.Dispose());
    }

    [Fact]
    public void Free_ports_are_none_that_an_outgoing_connection_may_be_given()
    {
        // Linux begins at 32768 unless told otherwise, Windows and macOS at 49152.
        Assert.All(LoopbackPorts.Free(50), port => Assert.InRange(port, 1_024, 32_767));
    }
}
