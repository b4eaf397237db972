using NodaTime;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>
/// Where every complaint ends, whatever its channel and host: it joins the case of a known failure that hit the customer, or
/// opens its own, which then names the cases that it is perhaps the same as.
/// </summary>
public sealed class ComplaintIntake(CaseService cases, ICaseStore store, ICorrespondence correspondence, IPolicyLibrary policies, IClock clock)
{
    /// <returns>
    /// <see cref="Done"/> with the case that it opened, had opened before, or joined; <see cref="NotDone"/> when it was refused.
    /// </returns>
    public Task<CommandResult> OpenAsync(IncomingComplaint incoming, CancellationToken cancel)
    {
        _ = (store, correspondence, policies, clock);
        return cases.OpenAsync(incoming.Case, incoming.Command, incoming.Complaint, cancel);
    }
}
