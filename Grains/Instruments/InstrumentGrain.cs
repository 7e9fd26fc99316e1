namespace Ballast.Grains.Instruments;

/// <summary>Contract terms the silo is configured with: bundled ones and those of an instruments file.</summary>
public interface ITermsSource
{
    /// <summary>The terms, or <see langword="null"/> when none are configured.</summary>
    Instrument? Find(InstrumentId instrument);
}

/// <summary>Terms defined at run time.</summary>
[GenerateSerializer, Alias("ballast.instrument-grain-state")]
public sealed class InstrumentGrainState
{
    /// <summary>The terms; <see langword="null"/> while nobody defined any.</summary>
    [Id(0)] public Instrument? Terms { get; set; }
}

/// <inheritdoc cref="IInstrumentGrain" />
public sealed class InstrumentGrain(
    [PersistentState("terms", StreamNames.Storage)] IPersistentState<InstrumentGrainState> state, ITermsSource configured)
    : Grain, IInstrumentGrain
{
    /// <inheritdoc />
    public Task<Instrument?> GetTerms() =>
        Task.FromResult(state.State.Terms ?? configured.Find(InstrumentId.Parse(this.GetPrimaryKeyString())));

    /// <inheritdoc />
    public async Task Define(Instrument terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Id.ToString() != this.GetPrimaryKeyString())
        {
            throw new ArgumentException($"Terms of {terms.Id} were given to {this.GetPrimaryKeyString()}.", nameof(terms));
        }

        if (terms.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(terms));
        }

        state.State.Terms = terms;
        await state.WriteStateAsync();
    }
}
