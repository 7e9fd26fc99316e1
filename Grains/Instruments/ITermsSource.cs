namespace Ballast.Grains.Instruments;

/// <summary>Contract terms the silo is configured with: bundled ones and those of an instruments file.</summary>
public interface ITermsSource
{
    /// <summary>The terms, or <see langword="null"/> when none are configured.</summary>
    Instrument? Find(InstrumentId instrument);

    /// <summary>Whether any configured terms have this asset or this venue.</summary>
    bool HasAssetOrVenue(string name);
}
