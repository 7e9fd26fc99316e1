using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Blocks that catch everything, with and without a reason.</summary>
internal static class CatchPlants
{
    private const string Logging =
        """


        partial class Book { [LoggerMessage(Level = LogLevel.Error, Message = "Lost")] private static partial void Lost(ILogger logger, Exception e); }
        """;

    internal static IEnumerable<Plant> All =>
    [
        Catch("a catch of everything without a word", "try { } catch { }", "Grains/Book.cs:1: catches and does not say why"),
        Catch("a catch of Exception without a word", "try { }\ncatch (Exception e) { Count(e); }", "Grains/Book.cs:2: catches and does not say why"),
        Catch("a catch of System.Exception with too few words", "try { } catch (System.Exception) { /* oh dear */ }", "Grains/Book.cs:1: catches and does not say why"),
        Catch("a catch that rethrows without a word", "try { } catch { Undo(); throw; }", "Grains/Book.cs:1: catches, rethrows and does not say why"),
        Catch("a comment in the block of try is no reason", "try { /* may fail in two ways */ } catch { Undo(); }", "Grains/Book.cs:1: catches and does not say why"),
        Catch("a catch with a filter", "try { } catch (Exception e) when (e is not OperationCanceledException) { }"),
        Catch("a catch of something", "try { } catch (TimeoutException) { }"),
        Catch("a catch that logs", "try { } catch (Exception e) { if (isFirst) { Lost(logger, e); } }"),
        Catch("a catch that calls a logger", "try { } catch (Exception e) { logger.LogError(e, text); }"),
        Catch("a reason in the block", "try { }\ncatch\n{\n    // Whatever failed, the next second tries again.\n}"),
        Catch("a reason above the catch", "try { }\n// Whatever failed, the next second tries again.\ncatch { Undo(); throw; }"),
        Plant.Of(new BroadCatchRule(), "a catch in tests", "tests/Silo.Tests/Book.cs", "try { } catch { }"),
    ];

    private static Plant Catch(string because, string code, params string[] expected) => Plant.Of(new BroadCatchRule(), because, "Grains/Book.cs", code + Logging, expected);
}
