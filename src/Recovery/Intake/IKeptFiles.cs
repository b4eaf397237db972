namespace Recovery.Intake;

/// <summary>Files by place and name: attachments under their case's id, bodies of parked messages under <see cref="ParkedPlaceName"/>.</summary>
public interface IKeptFiles
{
    const string ParkedPlaceName = "parked";

    /// <param name="place">Lower-case letters and digits.</param>
    /// <param name="name">SHA-256 of the content in lower-case hexadecimal digits; putting it again changes nothing.</param>
    Task PutAsync(string place, string name, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <returns>Null when there is none.</returns>
    Task<byte[]?> FindAsync(string place, string name, CancellationToken cancel);

    /// <summary>Finding nothing to drop is no error.</summary>
    Task DropAsync(string place, string name, CancellationToken cancel);
}
