using System.Net;
using System.Net.Sockets;

namespace Ballast.Silo;

/// <summary>Ports on the loopback address.</summary>
public static class LoopbackPorts
{
    // Below what systems give to outgoing connections (from 32768 on Linux): a port given out here and not listened on yet,
    // or between two runs of the same silo, is not taken by somebody's connection.
    private const int Lowest = 20_000;
    private const int Highest = 29_999;

    /// <summary>Ports that are free now, all different, and that no outgoing connection is given.</summary>
    /// <exception cref="StartupException">Nearly every such port is taken.</exception>
    public static int[] Free(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var tries = 0; listeners.Count < count; tries++)
            {
                if (tries > Highest - Lowest)
                {
                    throw new StartupException($"No {count} free ports were found from {Lowest} to {Highest}; stop what listens there.");
                }

                var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(Lowest, Highest + 1));
                if (TryStart(listener))
                {
                    listeners.Add(listener);
                }
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
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

    private static bool TryStart(TcpListener listener)
    {
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return false;
        }
    }
}
