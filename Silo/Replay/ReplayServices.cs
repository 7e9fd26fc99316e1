using Ballast.Client;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Fills;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Paper;
using Ballast.Silo.Replay.Continuing;
using Ballast.Silo.Storage;

namespace Ballast.Silo.Replay;

/// <summary>What a silo needs to replay a recording.</summary>
internal static class ReplayServices
{
    /// <summary>Adds <see cref="ReplayRun"/>. The caller adds the recording, its counts and faults, and the fills.</summary>
    internal static void AddReplay(this WebApplicationBuilder builder, ReplaySettings replay)
    {
        builder.Services.AddSingleton(replay).AddSingleton<ReadAhead>().AddSingleton(HostSettings.PatientClient);

        // The report must show risk as of the end, so nothing computed earlier may be served.
        builder.Services.Configure<BallastOptions>(options => options.Risk.Interval = options.Risk.RefitInterval = TimeSpan.Zero);
        builder.Services.AddSingleton(services => new ReplayParticipants(
            services.GetRequiredService<IBallastClient>(),
            services.GetRequiredService<IReadOnlyList<FileFill>>(),
            services.GetRequiredService<InstrumentCatalog>(),
            replay.PaperMaker ? builder.Configuration.GetSection(PaperMakerOptions.Section).Get<PaperMakerOptions>() ?? new() : null,
            services.GetRequiredService<InputFaults>(),
            services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<RedisRecordingEnds>().AddSingleton<ReplayContinuation>().AddSingleton<ReplayConnection>();
        builder.Services.AddSingleton<IFeedConnection>(services => services.GetRequiredService<ReplayConnection>());
        builder.Services.AddSingleton<ReplaySettlement>().AddSingleton<ReplayFigures>().AddSingleton<ReplayRun>();
    }
}
