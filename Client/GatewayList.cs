using System.Net;
using System.Net.Sockets;
using Orleans.Messaging;

namespace Ballast.Client;

/// <summary>Gateways named by host, resolved anew each time they are listed, so that a moved silo is found again.</summary>
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

                // A silo listens on IPv4 unless told otherwise, and a name such as localhost has both.
                var address = Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault();
                if (address is not null)
                {
                    found.Add(SiloAddressUri(address, port));
                }
            }
            catch (SocketException)
            {
                // This name does not resolve now; the others may, and it is asked again in a while.
            }
        }

        return found;
    }

    private static Uri SiloAddressUri(IPAddress address, int port) => new($"gwy.tcp://{new IPEndPoint(address, port)}/0");
}
