using System.Collections.Concurrent;
using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using Amqp.Listener;
using Amqp.Sasl;
using Amqp.Types;

namespace Ballast.EventHubsBroker;

/// <summary>The part of Azure Event Hubs that its client libraries use, over AMQP 1.0 and in memory.</summary>
/// <remarks>Every token is accepted. There is no TLS, so clients connect as to the emulator of Azure.</remarks>
/// <param name="port">Port on the loopback address.</param>
/// <param name="maxBytes">Most bytes that each partition keeps.</param>
internal sealed class Broker(int port, long maxBytes) : ILinkProcessor, IHandler
{
    private static readonly Symbol Mechanism = new("MSSBCBS");
    private static readonly Error Gone = new("amqp:connection:forced") { Description = "The broker goes away." };

    private readonly ConcurrentDictionary<string, Hub> _hubs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private ContainerHost? _host;

    /// <summary>Faults in what is sent.</summary>
    internal Faults Faults { get; } = new();

    /// <summary>Listens.</summary>
    internal void Open()
    {
        var host = new ContainerHost(new Address($"amqp://127.0.0.1:{port}"));
        host.Listeners[0].SASL.EnableMechanism(Mechanism, SaslProfile.Anonymous);
        host.Listeners[0].HandlerFactory = _ => this;
        host.RegisterRequestProcessor("$cbs", new Requests(_ => new(202, "Accepted")));
        host.RegisterRequestProcessor("$management", new Requests(Describe));
        host.RegisterLinkProcessor(this);
        host.Open();
        _host = host;
    }

    /// <summary>Ends every connection and listens no more; what is stored stays.</summary>
    internal void Close()
    {
        _host?.Close();
        _host = null;
        foreach (var connection in _connections.Keys)
        {
            connection.Close(TimeSpan.Zero, Gone);
        }

        _connections.Clear();
    }

    /// <summary>Creates a hub, in place of one of the same name.</summary>
    internal void Create(string name, int partitions)
    {
        Remove(name);
        _hubs[name] = new(name, partitions, maxBytes);
    }

    /// <summary>Removes a hub with everything in it.</summary>
    internal void Remove(string name)
    {
        if (_hubs.TryRemove(name, out var hub))
        {
            hub.End(NotFound(name));
        }
    }

    /// <summary>The hub of a name; <see langword="null"/> when there is none.</summary>
    internal Hub? Find(string? name) => name is not null && _hubs.TryGetValue(name, out var hub) ? hub : null;

    /// <inheritdoc />
    public bool CanHandle(EventId id) => id is EventId.ConnectionLocalOpen or EventId.ConnectionLocalClose or EventId.ConnectionRemoteClose;

    /// <inheritdoc />
    public void Handle(Event protocolEvent)
    {
        if (protocolEvent.Id == EventId.ConnectionLocalOpen)
        {
            _connections[protocolEvent.Connection] = 0;
        }
        else
        {
            _connections.TryRemove(protocolEvent.Connection, out _);
        }
    }

    /// <inheritdoc />
    public void Process(AttachContext attachContext)
    {
        var attach = attachContext.Attach;
        var address = attach.Role ? ((Source)attach.Source).Address : ((Target)attach.Target).Address;
        var path = address.Trim('/').Split('/');
        if (Find(path[0]) is not { } hub)
        {
            attachContext.Complete(NotFound(path[0]));
            return;
        }

        // hub, hub/Partitions/N, and for readers hub/ConsumerGroups/G/Partitions/N.
        var fixedPartition = path.Length > 2 ? hub.Find(path[^1]) : null;
        if (path.Length > 2 && fixedPartition is null)
        {
            attachContext.Complete(new Error(ErrorCode.InvalidField) { Description = $"{hub.Name} has no partition {path[^1]}." });
        }
        else if (!attach.Role)
        {
            Take(attachContext, key => fixedPartition ?? hub.PartitionOf(key));
        }
        else if (path.Length == 5)
        {
            Serve(attachContext, fixedPartition!, path[2]);
        }
        else
        {
            attachContext.Complete(new Error(ErrorCode.NotAllowed) { Description = $"'{address}' cannot be read." });
        }
    }

    private static Error NotFound(string name) => new(ErrorCode.NotFound)
    {
        Description = $"The messaging entity 'sb://localhost/{name}' could not be found.",
    };

    /// <summary>Takes what a client sends. Its first section of the format for batches is a list of whole messages.</summary>
    private void Take(AttachContext attachContext, Func<string?, Partition> route)
    {
        const uint Batch = 0x80013700;
        const uint Credit = 500;
        const ulong MaxMessage = 1 << 20;

        attachContext.Link.InitializeReceiver(
            Credit,
            (link, message, _, _) =>
            {
                if (Faults.RefusesSend())
                {
                    var busy = new Error("com.microsoft:server-busy") { Description = "The request was terminated because the entity is being throttled." };
                    link.DisposeMessage(message, new Rejected { Error = busy }, settled: true);
                    return;
                }

                var key = message.MessageAnnotations?[new Symbol("x-opt-partition-key")] as string;
                var partition = route(key);
                foreach (var one in message.Format == Batch ? Messages(message) : [message])
                {
                    partition.Append(one, key);
                }

                link.DisposeMessage(message, new Accepted(), settled: true);
            },
            null);
        attachContext.Attach.MaxMessageSize = MaxMessage;
        attachContext.Link.CompleteAttach(attachContext.Attach, null);
    }

    private static IEnumerable<Message> Messages(Message batch) => batch.BodySection is DataList many
        ? Enumerable.Range(0, many.Count).Select(i => Decode(many[i]))
        : [Decode((Data)batch.BodySection)];

    private static Message Decode(Data data) => Message.Decode(data.Buffer is { } buffer
        ? new ByteBuffer(buffer.Buffer, buffer.Offset, buffer.Length, buffer.Length)
        : new ByteBuffer(data.Binary, 0, data.Binary.Length, data.Binary.Length));

    private static void Serve(AttachContext attachContext, Partition partition, string group)
    {
        var attach = attachContext.Attach;
        var filter = ((Source)attach.Source).FilterSet?[new Symbol("apache.org:selector-filter:string")] is DescribedValue described ? (string)described.Value : "";
        var level = attach.Properties?[new Symbol("com.microsoft:epoch")] is { } given ? Convert.ToInt64(given, CultureInfo.InvariantCulture) : (long?)null;
        if (partition.Find(StartPosition.Parse(filter)) is not { } next)
        {
            var last = partition.Ends.Last?.Offset ?? -1;
            attachContext.Complete(new Error("com.microsoft:argument-error")
            {
                Description = $"The supplied offset of '{filter}' is invalid. The last offset in the system is '{last}'.",
            });
            return;
        }

        var reader = new PartitionReader(partition, attachContext.Link, group, level, next);
        if (partition.Admit(reader) is { } refusal)
        {
            attachContext.Complete(refusal);
            return;
        }

        attachContext.Link.Closed += (_, _) => partition.Leave(reader);
        attachContext.Link.InitializeSender((credit, _, _) => reader.Allow(credit), null, reader);
        attachContext.Link.CompleteAttach(attach, null);
    }

    private Answer Describe(Message request)
    {
        var asked = request.ApplicationProperties;
        if (Find(asked["name"] as string) is not { } hub)
        {
            return new(404, NotFound($"{asked["name"]}").Description);
        }

        if ((string)asked["type"] == "com.microsoft:eventhub")
        {
            return new(200, "OK", new()
            {
                ["name"] = hub.Name,
                ["created_at"] = hub.Created,
                ["partition_ids"] = hub.Partitions.Select(one => one.Id).ToArray(),
                ["georeplication_factor"] = 1,
            });
        }

        if (hub.Find(asked["partition"] as string) is not { } partition)
        {
            return new(400, $"{hub.Name} has no partition {asked["partition"]}.");
        }

        var (first, last) = partition.Ends;
        return new(200, "OK", new()
        {
            ["name"] = hub.Name,
            ["partition"] = partition.Id,
            ["begin_sequence_number"] = first?.Sequence ?? 0L,
            ["last_enqueued_sequence_number"] = last?.Sequence ?? -1L,
            ["last_enqueued_offset"] = (last?.Offset ?? -1).ToString(CultureInfo.InvariantCulture),
            ["last_enqueued_time_utc"] = last?.At ?? DateTime.UnixEpoch,
            ["is_partition_empty"] = last is null,
        });
    }
}
