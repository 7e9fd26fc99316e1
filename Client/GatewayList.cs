using System.Net;
using System.Net.Sockets;
using Orleans.Messaging;

namespace Ballast.Client;

/// <summary>Gateways given by host name. Names are resolved each time the list is read, so that a silo that moved is found again.</summary>
internal sealed class GatewayList(IReadOnlyList<(string Host, int Port)> gateways) : IGatewayListProvider
{
    /// <inheritdoc />
    public TimeSpan MaxStaleness => TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public bool IsUpdatable => true;

    /// <inheritdoc />
    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    /// <inheritdoc />
    public async Task<IList<Uri>> GetGateways()
    {
        var found = new List<Uri>();
        foreach (var (host, port) in gateways)
        {
            try
            {
                var addresses = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);

                // A silo listens on IPv4 by default, and a name such as localhost has addresses of both kinds.
                var address = Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault();
                if (address is not null)
                {
                    found.Add(SiloAddressUri(address, port));
                }
            }
            catch (SocketException)
            {
                // A name that does not resolve now is tried again at the next reading; other names may resolve.
            }
        }

        return found;
    }

    private static Uri SiloAddressUri(IPAddress address, int port) => new($"gwy.tcp://{new IPEndPoint(address, port)}/0");
}
