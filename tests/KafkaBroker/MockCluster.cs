using System.Runtime.InteropServices;

namespace Ballast.KafkaBroker;

/// <summary>The brokers that librdkafka has for tests: they speak the protocol and keep messages and offsets in the memory of this process.</summary>
public sealed partial class MockCluster : IDisposable
{
    private const string Library = "rdkafka-mock";

    private readonly nint _owner;
    private readonly nint _cluster;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, Load);

    /// <param name="brokers">Number of brokers; their ids are 1 and so on.</param>
    public MockCluster(int brokers)
    {
        _owner = New(0, 0, 0, 0);
        _cluster = NewCluster(_owner, brokers);
        Brokers = brokers;
    }

    /// <summary>Number of brokers.</summary>
    public int Brokers { get; }

    /// <summary>Addresses of the brokers, separated by commas.</summary>
    public string Servers => Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;

    /// <summary>Creates a topic.</summary>
    public void AddTopic(string topic, int partitions) => Check(CreateTopic(_cluster, topic, partitions, Math.Min(Brokers, 2)), topic);

    /// <summary>Takes brokers away, with their connections, or brings them back; what they keep stays.</summary>
    public void SetUp(bool isUp)
    {
        for (var broker = 1; broker <= Brokers; broker++)
        {
            Check(isUp ? SetBrokerUp(_cluster, broker) : SetBrokerDown(_cluster, broker), $"{broker}");
        }
    }

    /// <summary>Sets the time that a broker takes to answer.</summary>
    public void SetAnswerTime(int milliseconds)
    {
        for (var broker = 1; broker <= Brokers; broker++)
        {
            Check(SetBrokerRoundTrip(_cluster, broker, milliseconds), $"{broker}");
        }
    }

    /// <summary>Has the next requests of a kind (0 produce, 1 fetch) fail.</summary>
    public void Fail(short kind, int code, int times) => PushErrors(_cluster, kind, (nuint)times, [.. Enumerable.Repeat(code, times)]);

    /// <summary>Drops the messages of a partition before a position, as a topic does that keeps too little.</summary>
    public void Trim(string topic, int partition, long before) => Check(DeleteRecords(_cluster, topic, partition, before), topic);

    /// <inheritdoc />
    public void Dispose()
    {
        DestroyCluster(_cluster);
        Destroy(_owner);
    }

    private static void Check(int error, string of)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"The broker refused: error {error} of {of}.");
        }
    }

    /// <summary>The same file as Confluent.Kafka loads, in the same order.</summary>
    private static nint Load(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name == Library)
        {
            var system = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
            foreach (var file in (string[])["librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so"])
            {
                if (NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, "runtimes", system, "native", file), out var handle))
                {
                    return handle;
                }
            }
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint configuration, nint error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint owner);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint owner, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int SetBrokerDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int SetBrokerUp(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    private static partial int SetBrokerRoundTrip(nint cluster, int broker, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void PushErrors(nint cluster, short kind, nuint count, int[] errors);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_delete_records", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DeleteRecords(nint cluster, string topic, int partition, long before);
}
