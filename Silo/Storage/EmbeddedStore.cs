using System.Net;
using System.Security.Cryptography;
using Garnet;
using Garnet.common;
using Garnet.server;
using Garnet.server.Auth.Settings;

namespace Ballast.Silo.Storage;

/// <summary>Runs Garnet in this process as the Redis that holds everything durable.</summary>
/// <remarks>
/// Three options are critical and not the default: without Lua transactions scripts are not atomic, without the storage tier the
/// store evicts data, and without waiting for the commit an acknowledged write can be lost.
/// The store survives the death of the process, but not for certain a loss of power.
/// It has a password, new at each start: unlike Redis it goes on after a line that is no command, so that a web page could write to it by a form.
/// </remarks>
public sealed class EmbeddedStore : IDisposable
{
    private const int PasswordBytes = 32;

    private readonly GarnetServer _server;
    private readonly FileStream _lock;

    private EmbeddedStore(GarnetServer server, FileStream lockFile, int port, string password)
    {
        (_server, _lock, Password, Connection) = (server, lockFile, password, $"127.0.0.1:{port},password={password}");
    }

    /// <summary>Password of this start.</summary>
    public string Password { get; }

    /// <summary>Connection string, with the password.</summary>
    public string Connection { get; }

    /// <summary>Starts the store on a directory that no other process may be using.</summary>
    /// <exception cref="StartupException">Another process uses the directory, or it cannot be written or recovered.</exception>
    public static EmbeddedStore Start(string directory, int port, ILoggerFactory loggers)
    {
        var lockFile = Lock(directory);
        try
        {
            var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(PasswordBytes));
            var server = new GarnetServer(Options(directory, port, password), loggers);
            server.Start();
            return new(server, lockFile, port, password);
        }
        catch (Exception e) when (e is GarnetException or IOException)
        {
            lockFile.Dispose();
            throw new StartupException($"The embedded store cannot start on {directory}, port {port}: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _server.Dispose();
        _lock.Dispose();
    }

    /// <summary>Locks the directory by an open file, which the system closes however the process ends.</summary>
    private static FileStream Lock(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The store directory {directory} cannot be created: {e.Message}", e);
        }

        try
        {
            return new(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StartupException($"Another silo uses the store in {directory}; stop it, or choose another directory with --data DIR.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException($"The store directory {directory} cannot be written: {e.Message}", e);
        }
    }

    private static GarnetServerOptions Options(string directory, int port, string password) => new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Loopback, port)],
        AuthSettings = new PasswordAuthenticationSettings(password),
        QuietMode = true,
        EnableLua = true,
        LuaOptions = new(),
        LuaTransactionMode = true,

        // The default device needs libaio; without that library the first write would end the process.
        DeviceType = Tsavorite.core.DeviceType.RandomAccess,
        EnableAOF = true,
        CommitFrequencyMs = 0,
        WaitForCommit = true,
        Recover = true,
        FailOnRecoveryError = true,
        EnableStorageTier = true,
        LogDir = directory,
        CheckpointDir = directory,
        AofSizeLimit = "128m",
        AofSegmentSize = "32m",
        SegmentSize = "64m",
        ObjectLogSegmentSize = "64m",
        LogMemorySize = "64m",
        PageSize = "1m",
        IndexMemorySize = "1m",
        IndexMaxMemorySize = "64m",
        AofMemorySize = "16m",
        AofPageSize = "4m",
        BufferPoolMemoryBudget = "64m",
        MaxDatabases = 1,
    };
}
