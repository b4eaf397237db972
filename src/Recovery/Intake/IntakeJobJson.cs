using System.Text.Json;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>Complaints of a job as they are kept until they are opened.</summary>
public static class IntakeJobJson
{
    public static string Write(IncomingComplaint incoming) => JsonSerializer.Serialize(incoming, CaseJson.Options);

    /// <exception cref="JsonException">The text is not one that <see cref="Write"/> made.</exception>
    public static IncomingComplaint Read(string json) =>
        JsonSerializer.Deserialize<IncomingComplaint>(json, CaseJson.Options) ?? throw new JsonException("null is no complaint");
}
