using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary><c>import</c>, run as an operator runs it, beside the started server.</summary>
[Collection(BusyTests.Name)]
public sealed class ImportCommandTests(ITestOutputHelper output) : EndToEndTest(output), IDisposable
{
    private const int Rows = 2_000;
    private const int EveryRefused = 400;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recovery-import-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_long_list_is_tried_imported_with_a_report_and_imported_again_opens_nothing_twice()
    {
        var process = await StartAsync();
        Write("last year.csv", LongList());

        var tried = await ImportAsync(process, "last year.csv", "--dry-run");
        Assert.Contains("Columns left out: shelf", tried.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was opened. 1,995 of 2,000 rows would be opened.", tried.Output, StringComparison.Ordinal);
        AssertRefused(tried);
        Assert.Empty(await process.Staff().AllCasesAsync());

        var first = await ImportAsync(process, "last year.csv");
        AssertRefused(first);
        var lines = first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // Into a file goes a line now and then, and nothing that draws.
        Assert.DoesNotContain('\r', first.Output);
        var percent = lines.Where(l => l.Contains('%', StringComparison.Ordinal)).Select(l => int.Parse(l.Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(100, percent[^1]);
        Assert.Equal(percent.Order().Distinct(), percent);
        Assert.InRange(percent.Count, 1, 11);
        Assert.Equal("1,995 of 2,000 rows are cases now, 5 refused.", lines[^1]);

        var again = await ImportAsync(process, "last year.csv");
        Assert.EndsWith("1,995 of 2,000 rows are cases now, 5 refused.", again.Output.TrimEnd(), StringComparison.Ordinal);
        var known = await ImportAsync(process, "last year.csv", "--dry-run");
        Assert.Contains("1,995 of 2,000 rows would be opened; 1,995 of them are there already.", known.Output, StringComparison.Ordinal);
        Assert.Equal(Rows - (Rows / EveryRefused), await process.Staff().CountCasesAsync());

        // The mended file is another file, and only what it mends is new.
        Write("mended.csv", LongList().Replace(";nobody;", $";{Customers.Address("mended")};", StringComparison.Ordinal));
        var mended = await ImportAsync(process, "mended.csv");
        Assert.Equal((0, ""), (mended.ExitCode, mended.Error));
        Assert.EndsWith("2,000 of 2,000 rows are cases now, 0 refused.", mended.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(Rows, await process.Staff().CountCasesAsync());
    }

    [Fact]
    public async Task What_cannot_be_imported_is_told_in_a_sentence_and_ends_with_one()
    {
        var process = await StartAsync();
        Write("one.csv", "description\nThe parcel came late.\n");
        Write("empty.csv", "");
        Write("other.csv", "shelf,colour\n1,red\n");
        File.WriteAllBytes(Path.Combine(_directory.FullName, "huge.csv"), new byte[(20 * 1024 * 1024) + 1]);

        async Task FailsAsync(string with, params string[] arguments)
        {
            var ran = await BuiltProgram.RunAsync(_directory.FullName, ["import", $"--Recovery:DataDirectory={process.DataDirectory}", .. arguments]);
            Assert.Contains(with, ran.Error, StringComparison.Ordinal);
            Assert.Equal((1, ""), (ran.ExitCode, ran.Output));
            Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
        }

        var token = $"--Recovery:StaffToken={RecoveryProcess.StaffToken}";
        await FailsAsync("not the staff token", "one.csv", "--token", "wrong");
        await FailsAsync("--token: must be the staff token", "one.csv", "--token", "wr\nong");
        await FailsAsync("--url: must be an address", "one.csv", token, "--url", "nonsense");
        await FailsAsync("--url: must be an address", "one.csv", token, "--url", "ftp://localhost/");
        await FailsAsync("file: is empty", "empty.csv", token);
        await FailsAsync("description: is no column", "other.csv", token);
        await FailsAsync("20 MB", "huge.csv", token);
        await FailsAsync("none.csv: ", "none.csv", token);
        await FailsAsync("there is none in the settings, nor in the data directory", "one.csv", $"--Recovery:DataDirectory={_directory.FullName}");

        await process.KillAsync();
        await FailsAsync("Nobody answers at", "one.csv", token);
        using var other = new OtherServer();
        await FailsAsync("is no server of this program", "one.csv", token, "--url", other.Address);
    }

    private async Task<Ran> ImportAsync(RecoveryProcess process, params string[] arguments) => await BuiltProgram.RunAsync(
        _directory.FullName, ["import", $"--Recovery:DataDirectory={process.DataDirectory}", $"--Recovery:StaffToken={RecoveryProcess.StaffToken}", .. arguments]);

    private static void AssertRefused(Ran ran)
    {
        Assert.Equal(1, ran.ExitCode);
        Assert.Equal(
            Enumerable.Range(1, Rows / EveryRefused).Select(n => $"row {n * EveryRefused}, email: is not an email address such as name@example.org"),
            ran.Error.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string LongList()
    {
        var list = new StringBuilder("\uFEFFTicket;Text;E-Mail;Order No;shelf\r\n");
        for (var row = 1; row <= Rows; row++)
            list.Append(CultureInfo.InvariantCulture, $"T-{row};\"Parcel {row} came late; nobody told me.\";{(row % EveryRefused == 0 ? "nobody" : $"list.{row}@{Customers.Domain}")};A-{row};7\r\n");
        return list.ToString();
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name), text);

    /// <summary>Answers everything with JSON that means nothing.</summary>
    private sealed class OtherServer : IDisposable
    {
        private readonly HttpListener _listener = new();

        public OtherServer()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            }

            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = Task.Run(AnswerAsync);
        }

        public string Address { get; }

        public void Dispose() => _listener.Close();

        private async Task AnswerAsync()
        {
            var context = await _listener.GetContextAsync();
            await context.Request.InputStream.CopyToAsync(Stream.Null);
            await context.Response.OutputStream.WriteAsync("[1]"u8.ToArray());
            context.Response.Close();
        }
    }
}
