using System.Security.Cryptography.X509Certificates;

namespace Recovery.Web.Webhooks;

/// <summary>How long and how much a receiver may take. A host changes none of it.</summary>
public sealed record SenderLimits
{
    /// <summary>For everything until the head of the answer has come. Standard Webhooks 1.0 recommends 15 to 30 s.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For the body after it; then the connection is dropped, and the answer counts.</summary>
    public TimeSpan Body { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For one address of a name while there is another to try.</summary>
    public TimeSpan AddressShare { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After it a connection is made anew, and the name vetted with it.</summary>
    public TimeSpan ConnectionLife { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>An unused connection is closed; receivers close theirs after about as long.</summary>
    public TimeSpan ConnectionIdle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of a body. What is longer is not worth the connection.</summary>
    public int BodyBytes { get; init; } = 16 * 1024;

    /// <summary>Of an answer's head, in KB.</summary>
    public int HeadKilobytes { get; init; } = 16;

    /// <summary>Certificates trusted in place of the system's; null for the system's.</summary>
    internal X509Certificate2Collection? Roots { get; init; }
}
