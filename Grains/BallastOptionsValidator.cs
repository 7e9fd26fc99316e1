namespace Ballast.Grains;

/// <summary>Reports each invalid option with its value.</summary>
public sealed class BallastOptionsValidator : IValidateOptions<BallastOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, BallastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ReportCurrency))
        {
            failures.Add("ReportCurrency is empty; name an asset, e.g. USDT.");
        }

        foreach (var text in options.Fx.Instruments.Where(text => !InstrumentId.TryParse(text, out _)))
        {
            failures.Add($"Fx:Instruments holds '{text}'; write exchange/symbol, e.g. binance/BTCUSDT.");
        }

        failures.AddRange(options.Risk.Faults());
        failures.AddRange(options.Quoting.Faults());
        failures.AddRange(options.Books.Faults());
        failures.AddRange(options.Marks.Faults());
        failures.AddRange(options.Markouts.Faults());
        failures.AddRange(options.Funding.Faults());
        failures.AddRange(options.Fees.Faults());
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
