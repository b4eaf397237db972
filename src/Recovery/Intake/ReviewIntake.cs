using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Intake;

/// <summary>Reviews and posts in public: the first time a case, changed later on the same case.</summary>
public sealed class ReviewIntake(ComplaintIntake intake, CaseService cases, ICaseStore store)
{
    /// <param name="text">What it says; may be empty when a rating stands alone.</param>
    /// <param name="language">BCP 47 tag, if the site tells.</param>
    /// <returns><see cref="Done"/> without events when nothing has changed since the last time.</returns>
    public Task<CommandResult> ReceiveAsync(ReviewOrigin review, string text, string? language, CancellationToken cancel)
    {
        _ = (intake, cases, store, review, text, language, cancel);
        throw new NotSupportedException("Not built yet.");
    }
}
