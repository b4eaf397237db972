using Recovery.Cases;

namespace RecoveryFunctions.Reports;

public interface ICaseFigures
{
    Task ApplyAsync(IReadOnlyList<CaseEffect> effects, CancellationToken cancel);
}
