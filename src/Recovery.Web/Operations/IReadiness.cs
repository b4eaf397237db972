namespace Recovery.Web.Operations;

/// <summary>Something without which the site cannot do its work; each host names its own.</summary>
public interface IReadiness
{
    string Name { get; }

    Task<bool> CheckAsync(CancellationToken cancel);
}
