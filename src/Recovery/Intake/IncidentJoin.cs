using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;

namespace Recovery.Intake;

/// <summary>Whether a complaint is about a known failure whose case the customer has already.</summary>
internal static class IncidentJoin
{
    /// <param name="earlier">The customer's cases, the newest first.</param>
    /// <returns>The case that it joins: of several, the one about the same order, else the newest. Null when it is a complaint of its own.</returns>
    public static Case? Among(IReadOnlyList<Case> earlier, Complaint complaint, RecoveryPolicy policy, Instant now)
    {
        // What a program wrote is not the customer's word; it gets a case that waits for staff.
        if (complaint.Mail?.Automatic is not null || complaint.GoesOnFrom is not null)
            return null;
        var since = policy.CalendarFor("").Add(now, policy.Document.Incidents.JoinWithin.Negate());
        var fits = earlier.Where(c => c.Complaint.Incident is not null && c.IsOpen && c.OpenedAt >= since && !IsUnproved(c, complaint)).ToList();
        if (fits.Count == 0)
            return null;
        var category = policy.Triage.Judge(complaint).Category;
        fits.RemoveAll(c => IsPlainlySomethingElse(c, complaint, category, policy));
        return fits.Find(c => OrderReferences.Same(complaint, c.Complaint) is true) ?? fits.FirstOrDefault();
    }

    /// <summary>
    /// The case was found by a telephone or customer number alone, which anybody can type, and the complaint brings another address
    /// than the case has, or the one that it lacks. To answer there would give the case to a stranger; to answer at the case's own
    /// would leave whoever wrote unheard. So it is a complaint of its own, and staff decide.
    /// </summary>
    public static bool IsUnproved(Case incident, Complaint complaint) =>
        incident is { IsOpen: true, Complaint.Incident: not null } && complaint.Email is { } address
        && !string.Equals(address.Trim(), incident.Complaint.Email?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool IsPlainlySomethingElse(Case incident, Complaint complaint, string category, RecoveryPolicy policy)
    {
        if (OrderReferences.Same(complaint, incident.Complaint) is { } same)
            return !same;
        var standard = policy.Document.Triage.DefaultCategory;
        return category != incident.Category && category != standard && incident.Category != standard;
    }
}
