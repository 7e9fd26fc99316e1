using System.Net;
using System.Net.Sockets;
using System.Text;
using Ballast.Silo.Storage;
using Ballast.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace Ballast.Silo.Tests.Storage;

public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>A page may send a form to any port; what stands in its body must not be taken for commands.</summary>
    [Theory]
    [InlineData("FLUSHALL\r\n")]
    [InlineData("*1\r\n$8\r\nFLUSHALL\r\n")]
    [InlineData("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\nevil\r\n")]
    public async Task A_web_page_cannot_write_to_the_store(string body)
    {
        var port = LoopbackPorts.Free(1)[0];
        using var store = EmbeddedStore.Start(_folder.Root, port, NullLoggerFactory.Instance);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(store.Connection);
        await redis.GetDatabase().StringSetAsync("k", "v");

        using (var page = new TcpClient())
        {
            await page.ConnectAsync(IPAddress.Loopback, port, Token);
            var stream = page.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://evil.example\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Token);
            page.Client.Shutdown(SocketShutdown.Send);

            // Whatever it answers, the store has read everything once the connection ends.
            await End(stream).WaitAsync(Waiting.Patience, Token);
        }

        Assert.Equal("v", (string?)await redis.GetDatabase().StringGetAsync("k"));
    }

    private static async Task End(NetworkStream stream)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null, Token);
        }
        catch (IOException)
        {
            // The store has reset the connection.
        }
    }
}
