namespace Ballast.Testing.Processes;

/// <summary>The four ports of one silo process.</summary>
public sealed record SiloPorts(int Http, int Silo, int Gateway, int Store)
{
    /// <summary>Ports that are free now.</summary>
    public static SiloPorts Free()
    {
        var ports = FreePorts.Choose(4);
        return new(ports[0], ports[1], ports[2], ports[3]);
    }

    /// <summary>Where page and API are.</summary>
    public Uri Address => new($"http://127.0.0.1:{Http}/");

    /// <summary>The command line's way to say it.</summary>
    public string[] Arguments =>
        ["--port", $"{Http}", "--silo-port", $"{Silo}", "--gateway-port", $"{Gateway}", "--store-port", $"{Store}"];
}
