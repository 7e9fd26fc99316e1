namespace Ballast.Silo.Tests.Architecture.SampleGrains;

/// <summary>A service that a grain knows only by its interface.</summary>
internal interface ISampleMail
{
    Task Send(string desk);
}
