using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Intake;

/// <summary>A complaint as it was read, with all that opening its case takes.</summary>
/// <param name="Case">Derived from the source's own id: delivered twice, it is the same case.</param>
/// <param name="Command">Its fingerprint tells a repeat from another complaint under the same id.</param>
public sealed record IncomingComplaint(CaseId Case, CommandId Command, Complaint Complaint);
