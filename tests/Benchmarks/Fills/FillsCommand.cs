using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Fills;

/// <summary>Durable fills through the client library.</summary>
internal static class FillsCommand
{

    internal static Command Create()
    {
        var callers = Numbers.Option("--callers", 16, "How many record at once, each its next batch when its last is acknowledged.");
        var batch = Numbers.Option("--batch", 1, "Fills in one call.");
        var instruments = Numbers.Option("--instruments", 8, "Instruments that the callers spread over; every caller has an account of its own.");
        var seconds = Numbers.Option("--seconds", 5, "Length of the measured part.");
        var warm = Numbers.Option("--warm-up", 3, "Seconds before it, so that the code is compiled.");
        var json = new Option<bool>("--json") { Description = "Print JSON in place of text." };
        var command = new Command(
            "fills",
            "Starts a silo on its embedded store in this process and measures durable acknowledgements a second, and how long a call takes, through the client library over TCP.")
        {
            callers, batch, instruments, seconds, warm, json,
        };
        command.SetAction((parsed, token) => ExitCode.Of(async () =>
        {
            var report = await Run(
                new(parsed.GetValue(callers), parsed.GetValue(batch), parsed.GetValue(instruments), parsed.GetValue(seconds), parsed.GetValue(warm)),
                token);
            if (parsed.GetValue(json))
            {
                Output.WriteJson(report);
            }
            else
            {
                Write(report);
            }

            return report.NotRecorded == 0 ? ExitCode.Success : ExitCode.Failure;
        }));
        return command;
    }

    private static async Task<FillReport> Run(FillSettings settings, CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.Start(settings.Instruments, _ => { }, cancellationToken);
        await using var gateway = await GatewayClient.Connect(silo.GatewayPort, cancellationToken);
        var callers = Enumerable.Range(0, settings.Callers).Select(number => new FillCaller(gateway.Client, number, settings)).ToArray();

        var from = Stopwatch.GetTimestamp() + (long)(settings.WarmSeconds * Stopwatch.Frequency);
        var until = from + (long)(settings.Seconds * Stopwatch.Frequency);
        var calls = Task.WhenAll(callers.Select(caller => Task.Run(() => caller.Run(from, until, cancellationToken), cancellationToken)));
        await Task.Delay(TimeSpan.FromSeconds(settings.WarmSeconds), cancellationToken);
        var (cpuBefore, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await calls;
        var cores = (Environment.CpuUsage.TotalTime - cpuBefore) / Stopwatch.GetElapsedTime(began);

        var all = new Latencies();
        foreach (var caller in callers)
        {
            all.Add(caller.Latencies);
        }

        return new(
            settings, callers.Sum(caller => caller.Recorded) / settings.Seconds, all.Count, all.Summary(),
            callers.Sum(caller => caller.NotRecorded), cores);
    }

    private static void Write(FillReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        var settings = report.Settings;
        Console.Out.WriteLine(string.Create(culture, $"{settings.Callers} callers, {settings.Batch} fills a call, {settings.Instruments} instruments, {settings.Seconds} s after {settings.WarmSeconds} s of warm-up"));
        Console.Out.WriteLine(string.Create(culture, $"acknowledged   {report.FillsPerSecond:N0} fills/s in {report.Calls:N0} calls; {report.NotRecorded} not recorded"));
        Console.Out.WriteLine(string.Create(culture, $"a call         {report.Call}"));
        Console.Out.WriteLine(string.Create(culture, $"process        {report.Cores:0.00} cores"));
    }
}
