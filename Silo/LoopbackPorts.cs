using System.Net;
using System.Net.Sockets;

namespace Ballast.Silo;

/// <summary>Finds and checks ports on the loopback address.</summary>
public static class LoopbackPorts
{
    // Below the ports that systems use for outgoing connections (from 32768 on Linux), so that no connection takes a port
    // before the silo listens on it, or between two runs of a silo.
    private const int Lowest = 20_000;
    private const int Highest = 29_999;

    /// <summary>Returns different ports that are free now and are not used for outgoing connections.</summary>
    /// <exception cref="StartupException">Nearly every such port is in use.</exception>
    public static int[] Free(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var tries = 0; listeners.Count < count; tries++)
            {
                if (tries > Highest - Lowest)
                {
                    throw new StartupException($"Fewer than {count} ports are free from {Lowest} to {Highest}; stop what listens there.");
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

    /// <summary>Refuses to start on a port that is in use.</summary>
    /// <exception cref="StartupException">A port is in use or given twice; the message names its purpose and the option that changes it.</exception>
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
