using System.Net;
using System.Net.Sockets;

namespace Ballast.Silo;

/// <summary>Ports on the loopback address.</summary>
public static class LoopbackPorts
{
    /// <summary>Ports that are free now, all different.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
            {
                listener.Start();
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }

    /// <summary>Refuses to start on a port that somebody listens on.</summary>
    /// <exception cref="StartupException">Names the port, its purpose and the option that changes it.</exception>
    public static void RequireFree(HostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var taken = new Dictionary<int, string>();
        foreach (var (port, purpose, option) in settings.Ports())
        {
            if (!taken.TryAdd(port, purpose))
            {
                throw new StartupException($"Port {port} is given for {taken[port]} and for {purpose}; choose another with {option}.") { IsUsage = true };
            }

            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
            }
            catch (SocketException e)
            {
                throw new StartupException(
                    $"Port {port} ({purpose}) is in use; stop what listens there or choose another with {option}.", e);
            }
        }
    }
}
