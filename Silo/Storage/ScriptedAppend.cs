using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>An append as the store runs it.</summary>
/// <param name="Script">Script that answers 1 when it has appended.</param>
/// <param name="Keys">Keys of the script, the list first.</param>
/// <param name="Arguments">Arguments of the script.</param>
/// <param name="Waited">Key that is written after the append, so that <c>WAIT</c> covers entries that an earlier connection has appended.</param>
internal sealed record ScriptedAppend(string Script, RedisKey[] Keys, RedisValue[] Arguments, RedisKey Waited)
{
    /// <summary>Arguments of <c>EVAL</c>.</summary>
    internal ICollection<object> ToCommand() => [Script, Keys.Length, .. Keys.Select(key => (object)key), .. Arguments.Select(argument => (object)argument)];
}
