using Ballast.Client;

namespace Ballast.Silo.Web;

/// <summary>Turns a caller's mistake into status 400, an unknown name into 404 and an unreachable cluster into 503, each with its reason.</summary>
internal sealed class FaultAnswers : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ArgumentException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (BallastNotFoundException e)
        {
            // Every name would have a grain, and a misspelt one would show zeros that look like figures.
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status404NotFound);
        }
        catch (InvalidDataException e)
        {
            // A damaged journal: the response names the place of the damage, and no figure is guessed.
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status500InternalServerError);
        }
        catch (BallastUnavailableException e)
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
