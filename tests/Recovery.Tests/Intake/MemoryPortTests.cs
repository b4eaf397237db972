using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Intake.Incidents;

namespace Recovery.Tests.Intake;

/// <summary>What other tests rely on in memory keeps to the same suites as what is on disk and on Azure.</summary>
public sealed class MemoryCorrespondenceTests : CorrespondenceContract
{
    protected override ICorrespondence Correspondence { get; } = new MemoryCorrespondence();
}

public sealed class MemoryKeptFilesTests : KeptFilesContract
{
    protected override IKeptFiles Files { get; } = new MemoryKeptFiles();
}

public sealed class MemoryMailAllowanceTests : MailAllowanceContract
{
    protected override IMailAllowance Allowance { get; } = new MemoryMailAllowance();
}

public sealed class MemoryIntakeJobsTests : IntakeJobsContract
{
    protected override IIntakeJobs Jobs { get; } = new MemoryIntakeJobs();
}

public sealed class MemoryIncidentsTests : IncidentsContract
{
    protected override IIncidents Incidents { get; } = new MemoryIncidents();
}
