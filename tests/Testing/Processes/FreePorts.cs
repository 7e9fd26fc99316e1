using System.Net;
using System.Net.Sockets;

namespace Ballast.Testing.Processes;

/// <summary>Ports on the loopback address for the processes that a test starts.</summary>
public static class FreePorts
{
    // Below what systems give to outgoing connections (from 32768 on Linux), so that no connection takes a port before its process listens.
    private const int Lowest = 20_000;
    private const int Highest = 29_999;
    private const int MaxTries = 1_000;

    /// <summary>Different ports that nobody listens on now.</summary>
    public static int[] Choose(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var tries = 0; listeners.Count < count && tries < MaxTries; tries++)
            {
                var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(Lowest, Highest + 1));
                try
                {
                    listener.Start();
                    listeners.Add(listener);
                }
                catch (SocketException)
                {
                    listener.Dispose();
                }
            }

            return listeners.Count == count
                ? [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)]
                : throw new InvalidOperationException($"No {count} free ports were found from {Lowest} to {Highest}.");
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
