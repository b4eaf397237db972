using System.Text;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>The program is killed while it opens the complaints of a list.</summary>
[Collection(BusyTests.Name)]
public sealed class JobCrashTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Rows = 400;
    private const int Kills = 4;

    [Fact]
    public async Task A_list_that_was_taken_is_opened_to_its_end_each_row_once_however_often_the_program_is_killed()
    {
        var process = await StartAsync();
        var list = new StringBuilder("description,email,orderReference\n");
        for (var row = 1; row <= Rows; row++)
            list.Append($"Parcel {row} came late.,{Customers.Address("list")},ORDER-{row}\n");
        var taken = (await process.Staff().PostAsync("/api/imports", new StringContent(list.ToString(), Encoding.UTF8, "text/csv"))).Is(202);
        var url = taken["url"].GetString()!;

        var cut = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = await OpenedAsync(process, url);
            cut += before < Rows ? 1 : 0;
            await process.KillAsync();
            await process.RestartAsync();
            await Eventually.GetAsync<object>(
                "the list to go on after a restart",
                async () => await OpenedAsync(process, url) is var now && (now > before || now == Rows) ? new object() : null);
        }

        Assert.True(cut > 0, "It was never killed in the middle: the test was no test.");
        await Eventually.GetAsync<object>(
            "the list to come to its end", async () => await OpenedAsync(process, url) == Rows ? new object() : null,
            async () => $"{await OpenedAsync(process, url)} of {Rows} are opened.");
        Assert.Equal(Rows, await process.Staff().CountCasesAsync());
        Assert.True((await process.Staff().GetAsync(url)).Is(200)["done"].GetBoolean());
    }

    private static async Task<int> OpenedAsync(RecoveryProcess process, string url) => (await process.Staff().GetAsync(url)).Is(200)["opened"].GetInt32();
}
