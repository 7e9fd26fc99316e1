using System.CommandLine;
using System.Globalization;
using Ballast.Domain;

namespace Ballast.Silo.Commands;

/// <summary>Options that are points in time.</summary>
internal static class Times
{
    /// <summary>An option that takes a time in ISO 8601, which without an offset is UTC.</summary>
    internal static Option<Instant?> Option(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time) && Instant.From(time) is { IsInRange: true } instant)
            {
                return instant;
            }

            result.AddError($"{name} '{text}' is not a time; write e.g. 2024-08-08T23:55:00Z.");
            return null;
        },
    };
}
