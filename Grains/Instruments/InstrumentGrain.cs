namespace Ballast.Grains.Instruments;

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
