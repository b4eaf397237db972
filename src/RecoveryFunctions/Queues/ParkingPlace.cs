using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;

namespace RecoveryFunctions.Queues;

/// <summary>Keeps a message of a queue where staff see it. It fails when that fails, so that the host keeps the message instead.</summary>
public sealed class ParkingPlace(IParkedMessages parked, IClock clock)
{
    /// <param name="queue">Where the message goes again when staff have it retried.</param>
    public Task ParkAsync(string queue, string reason, string body, CancellationToken cancel)
    {
        var id = CaseId.Base32(SHA256.HashData(Encoding.UTF8.GetBytes($"{queue}\n{body}")).AsSpan(0, 16));
        return parked.ParkAsync(new ParkedMessage(id, queue, reason, body, clock.GetCurrentInstant()), cancel);
    }
}
