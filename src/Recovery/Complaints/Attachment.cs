namespace Recovery.Complaints;

/// <summary>A file that came with a complaint, as it is listed; <see cref="Intake.IKeptFiles"/> has its bytes.</summary>
/// <param name="Name">One line, without a path; may be empty.</param>
/// <param name="MediaType">As the sender declared it, such as <c>image/jpeg</c>; never trusted.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits; the name that it is kept under.</param>
public sealed record Attachment(string Name, string MediaType, long Size, string Sha256);
