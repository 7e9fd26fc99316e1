using System.CommandLine;

namespace Ballast.Benchmarks;

/// <summary>Options that take a positive whole number.</summary>
internal static class Numbers
{
    internal static Option<int> Option(string name, int byDefault, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}
