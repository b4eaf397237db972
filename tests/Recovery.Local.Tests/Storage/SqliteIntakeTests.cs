using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Local.Storage;

namespace Recovery.Local.Tests.Storage;

public sealed class SqliteCorrespondenceTests : CorrespondenceContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override ICorrespondence Correspondence => new SqliteCorrespondence(_disk.Database, _disk.Store, StoreOnDisk.Hashes);

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task A_new_case_is_among_its_customers_as_soon_as_it_is_saved_and_only_once()
    {
        string[] keys = ["email:ann@example.org", "phone:301234567"];
        var opened = OpenedBy("Ann@example.org ", "+49 30 1234567");
        Assert.True(await _disk.Store.SaveAsync(opened, default));

        foreach (var key in keys)
            Assert.Equal([opened.Case.Id], await Correspondence.CasesOfCustomerAsync([key], StoredCases.Monday, 10, default));
        await Correspondence.RememberCustomerAsync(keys, opened.Case.Id, opened.Case.OpenedAt, default);
        Assert.Equal(2, _disk.Rows("customers"));
    }

    [Fact]
    public async Task A_case_that_was_there_before_is_not_put_among_those_of_another_customer()
    {
        Assert.True(await _disk.Store.SaveAsync(OpenedBy("ann@example.org", null), default));
        Assert.False(await _disk.Store.SaveAsync(OpenedBy("bob@example.org", null), default));

        Assert.Empty(await Correspondence.CasesOfCustomerAsync(["email:bob@example.org"], StoredCases.Monday, 10, default));
    }

    [Fact]
    public async Task A_case_that_took_a_complaint_in_is_remembered_under_the_keys_that_it_did_not_have()
    {
        var opened = OpenedBy("ann@example.org", null);
        await _disk.Store.SaveAsync(opened, default);

        await Correspondence.RememberCustomerAsync(["email:ann@example.org", "customer:C-1"], opened.Case.Id, opened.Case.OpenedAt, default);

        Assert.Equal([opened.Case.Id], await Correspondence.CasesOfCustomerAsync(["customer:C-1"], StoredCases.Monday, 10, default));
    }

    [Fact]
    public async Task Neither_message_ids_nor_addresses_can_be_read_from_the_file()
    {
        await Correspondence.RememberAsync("very-special-id@example.org", CaseId.From("email", "1"), default);
        await Correspondence.RememberCustomerAsync(["email:zacharias@example.org"], CaseId.From("email", "1"), StoredCases.Monday, default);
        await _disk.CloseAsync();

        foreach (var file in Directory.GetFiles(_disk.Directory))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain("very-special-id", bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("zacharias", bytes, StringComparison.Ordinal);
        }

        await _disk.ReopenAsync();
    }

    private static CaseChange OpenedBy(string email, string? phone)
    {
        var opened = StoredCases.Opened(1);
        return opened with { Case = opened.Case with { Complaint = opened.Case.Complaint with { Email = email, Phone = phone } } };
    }
}

public sealed class SqliteMailAllowanceTests : MailAllowanceContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override IMailAllowance Allowance => new SqliteMailAllowance(_disk.Store, StoreOnDisk.Hashes);

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task What_was_taken_stays_taken_when_the_policy_allows_less()
    {
        var monday = new LocalDate(2026, 11, 23);
        foreach (var effect in (string[])["e-1", "e-2", "e-3"])
            Assert.True(await Allowance.TakeAsync("ann@example.org", monday, effect, 3, default));

        Assert.True(await Allowance.TakeAsync("ann@example.org", monday, "e-3", 1, default));
        Assert.False(await Allowance.TakeAsync("ann@example.org", monday, "e-4", 1, default));
    }

    [Fact]
    public async Task Days_are_forgotten_after_a_month_however_long_the_program_runs()
    {
        var (allowance, first) = (Allowance, new LocalDate(2026, 11, 23));
        for (var day = 0; day < 40; day++)
            Assert.True(await allowance.TakeAsync("ann@example.org", first.PlusDays(day), "e-1", 3, default));

        Assert.Equal(32, _disk.Rows("allowances"));
    }
}

public sealed class SqliteIntakeJobsTests : IntakeJobsContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();
    private int _added;

    protected override IIntakeJobs Jobs => Sqlite;

    private SqliteIntakeJobs Sqlite => new(_disk.Database, _disk.Store, () => Interlocked.Increment(ref _added));

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task A_job_in_the_middle_is_there_after_a_restart_and_one_at_its_end_is_not()
    {
        IntakeJob Job(string id) => new(id, "import", id, StoredCases.Monday, 2);
        var id = CaseId.From("import", "1");
        foreach (var job in (string[])["a", "b"])
            await Jobs.AddAsync(Job(job), [new(1, id, "{}"), new(2, id, "{}")], default);
        await Jobs.SettleAsync("a", [new(1, id, null), new(2, null, "no")], default);
        await Jobs.SettleAsync("b", [new(1, id, null)], default);

        await _disk.ReopenAsync();

        Assert.Equal(2, _added);
        Assert.Equal(["b"], await Sqlite.UnfinishedAsync(default));
        Assert.Equal(2, Assert.Single(await Jobs.WaitingAsync("b", 1, 10, default)).Number);
    }
}

public sealed class SqliteIncidentsTests : IncidentsContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override IIncidents Incidents => new SqliteIncidents(_disk.Database, _disk.Store);

    public ValueTask DisposeAsync() => _disk.DisposeAsync();
}

public sealed class SqliteParkedMessagesTests : ParkedMessagesContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override IParkedMessages Parked => new SqliteParkedMessages(_disk.Database, _disk.Store, Files, () => [Intake]);

    protected override IKeptFiles Files => new KeptFiles(_disk.Directory);

    public ValueTask DisposeAsync() => _disk.DisposeAsync();
}

public sealed class KeptFilesTests : KeptFilesContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recovery-files-");

    protected override IKeptFiles Files => new KeptFiles(_directory.FullName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("..", "keys")]
    [InlineData("../keys", "hashes")]
    [InlineData("parked", "../../recovery.db")]
    [InlineData("parked", "/etc/passwd")]
    [InlineData("", "a")]
    [InlineData("parked", "a\0b")]
    public async Task No_name_leads_out_of_its_place(string place, string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Files.PutAsync(place, name, new byte[] { 1 }, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Files.FindAsync(place, name, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Files.DropAsync(place, name, default));
    }

    [Fact]
    public async Task A_file_is_for_its_owner_alone_and_nothing_half_lies_beside_it()
    {
        var content = Bytes(1000);
        await Files.PutAsync("parked", Name(content), content, default);

        var file = Assert.Single(_directory.GetFiles("*", SearchOption.AllDirectories));
        Assert.Equal(Path.Combine(_directory.FullName, "files", "parked", Name(content)), file.FullName);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_not_found_and_is_written_anew()
    {
        var content = Bytes(1000);
        var place = _directory.CreateSubdirectory("files/parked");
        await File.WriteAllBytesAsync(Path.Combine(place.FullName, $"{Name(content)}.0123.new"), content[..10]);

        Assert.Null(await Files.FindAsync("parked", Name(content), default));
        await Files.PutAsync("parked", Name(content), content, default);
        Assert.Equal(content, await Files.FindAsync("parked", Name(content), default));
    }
}
