namespace Ballast.Grains.OrderBooks;

/// <content>Grid samples, and how they outlive the activation.</content>
public sealed partial class OrderBookGrain
{
    private const int Phases = 1_000;

    private SampleLog _log = null!;

    /// <inheritdoc />
    public async Task<SampleColumn> GetSamples(long fromIndex, Instant watermark)
    {
        await _log.Restored();
        var (first, mids) = _intake.Samples.Closed(fromIndex, watermark);
        return new() { FirstIndex = first, Mids = mids, Version = _activation + _log.Restores };
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await ((Task)StoreSamples()).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private void KeepSamples()
    {
        var risk = options.Value.Risk;
        _log = new(_intake, samples, clock, risk, time, logger);
        var (period, phase) = (SampleLog.PeriodOf(risk.Grid), (uint)_instrument.GetHashCode() % Phases);

        // Market data does not wait for the store, nor do all books write at once.
        this.RegisterGrainTimer(_ => StoreSamples(), new GrainTimerCreationOptions(period * (1 + phase) / Phases, period) { Interleave = true });
        _ = _log.Restored();
    }

    /// <summary>A recording's own arrival says what has closed, so that the same recording always closes the same; when it has ended, so does its clock.</summary>
    private Task<bool> StoreSamples() =>
        _log.Write(clock.FollowsRecording ? _intake.ReceivedAt : Instant.Max(_intake.ReceivedAt, clock.Watermark));
}
