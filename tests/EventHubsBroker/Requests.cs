using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace Ballast.EventHubsBroker;

/// <summary>Answers the requests of one address by a function.</summary>
internal sealed class Requests(Func<Message, Answer> answer) : IRequestProcessor
{
    /// <inheritdoc />
    public int Credit => 100;

    /// <inheritdoc />
    public void Process(RequestContext requestContext)
    {
        var given = answer(requestContext.Message);
        requestContext.Complete(new()
        {
            ApplicationProperties = new()
            {
                ["status-code"] = given.Status,
                ["status-description"] = given.Description,
            },
            BodySection = new AmqpValue { Value = given.Body },
        });
    }
}

/// <summary>An answer to a request.</summary>
/// <param name="Status">A code of HTTP.</param>
/// <param name="Description">What it means.</param>
/// <param name="Body">The content.</param>
internal sealed record Answer(int Status, string Description, Map? Body = null);
