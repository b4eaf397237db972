using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Recovery.Local.Hosting;
using Recovery.Web;

namespace Recovery.Local.CommandLine;

/// <summary><c>import</c>: gives a list of complaints to the running server, and tells how it goes.</summary>
internal static class ImportCommand
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static Command Create(string[] settings, TextWriter output, TextWriter error)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file with a heading row; its columns are the members of POST /api/complaints, and id." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be opened, and what refused." };
        var url = new Option<string?>("--url") { Description = "Where the server is. Default: where the one on this data directory was started last.", HelpName = "URL" };
        var token = new Option<string?>("--token") { Description = "The staff token. Default: the setting Recovery:StaffToken, or the one in the data directory.", HelpName = "TOKEN" };
        var command = new Command("import", "Open a case for each complaint of a CSV file, by the running server. Importing it again opens nothing twice.") { file, dryRun, url, token };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                var configuration = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings }).Configuration;
                var options = RecoveryOptions.Read(configuration);
                var server = Server(parsed.GetValue(url), options);
                var key = parsed.GetValue(token) ?? options.StaffToken ?? DataDirectory.KeptStaffToken(options.DataDirectory);
                if (key is null)
                    return Fault(error, "--token: give the staff token; there is none in the settings, nor in the data directory");
                if (server is null)
                    return Fault(error, "--url: must be an address such as http://localhost:5080");
                if (key.Length == 0 || key.Any(c => c is < ' ' or > '~'))
                    return Fault(error, "--token: must be the staff token, in one line of plain characters");
                using var http = new HttpClient { BaseAddress = server, Timeout = s_patience };
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
                return await new ImportRun(http, output, error, ProgressBar.For(output)).RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(dryRun), s_between, cancel);
            }
            catch (UnusableSettingsException known)
            {
                return Fault(error, known.Message);
            }
        });
        return command;
    }

    /// <returns>Null for what is no address of a server.</returns>
    private static Uri? Server(string? given, RecoveryOptions options)
    {
        if (given is null)
            return DataDirectory.LastAddress(options.DataDirectory) ?? new Uri(Hosting.Server.DefaultUrls);
        return Uri.TryCreate(given.EndsWith('/') ? given : given + "/", UriKind.Absolute, out var server) && server.Scheme is "http" or "https" ? server : null;
    }

    private static int Fault(TextWriter error, string fault)
    {
        error.WriteLine(fault);
        return ExitCodes.Faults;
    }
}

/// <summary>One import over the API: sent, then watched until it is done.</summary>
internal sealed class ImportRun(HttpClient http, TextWriter output, TextWriter error, ProgressBar bar)
{
    /// <summary>Said with whatever goes wrong once the server has the list.</summary>
    private string _begun = "";

    public async Task<int> RunAsync(string path, bool dryRun, TimeSpan between, CancellationToken cancel)
    {
        byte[] csv;
        try
        {
            csv = await File.ReadAllBytesAsync(path, cancel);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return await FaultAsync($"{path}: {unreadable.Message}");
        }

        try
        {
            using var content = new ByteArrayContent(csv);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            content.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "list.csv", FileNameStar = Path.GetFileName(path) };
            using var answer = await http.PostAsync(dryRun ? "api/imports?dryRun=true" : "api/imports", content, cancel);
            if (await ReadAsync(answer, cancel) is not { } begun)
                return ExitCodes.Faults;
            if (!dryRun)
            {
                var address = begun.GetProperty("url").GetString()!.TrimStart('/');
                _begun = " The server has the whole list, and goes on by itself. Import it again to see how far it is.";
                return await WatchAsync(address, between, cancel);
            }

            await TellAsync(begun);
            await output.WriteLineAsync($"Nothing was opened. {Count(begun, "wouldOpen")} of {Count(begun, "rows")} rows would be opened{(Number(begun, "known") is > 0 and var known ? $"; {Written(known)} of them are there already" : "")}.");
            return begun.GetProperty("refused").GetArrayLength() == 0 ? ExitCodes.Done : ExitCodes.Faults;
        }
        catch (Exception failure) when (Told(failure, cancel) is { } fault)
        {
            bar.End();
            return await FaultAsync(fault + _begun);
        }
    }

    private string? Told(Exception failure, CancellationToken cancel) => failure switch
    {
        HttpRequestException => $"Nobody answers at {http.BaseAddress}. Start the server, or name it with --url.",
        OperationCanceledException => cancel.IsCancellationRequested ? "Stopped." : $"{http.BaseAddress} does not answer.",
        KeyNotFoundException or InvalidOperationException or FormatException => $"{http.BaseAddress} is no server of this program, or one of another version.",
        _ => null,
    };

    private async Task<int> WatchAsync(string address, TimeSpan between, CancellationToken cancel)
    {
        while (true)
        {
            using var answer = await http.GetAsync(address, cancel);
            if (await ReadAsync(answer, cancel) is not { } progress)
                return ExitCodes.Faults;
            var (rows, refused) = (Number(progress, "rows") ?? 0, Number(progress, "refusedRows") ?? 0);
            bar.Show((Number(progress, "opened") ?? 0) + refused, rows);
            if (!progress.GetProperty("done").GetBoolean())
            {
                await Task.Delay(between, cancel);
                continue;
            }

            bar.End();
            await TellAsync(progress);
            if (progress.GetProperty("refused").GetArrayLength() is var told && refused > told)
                await error.WriteLineAsync($"These are the first {Written(told)}. All refused rows: {new Uri(http.BaseAddress!, address)}?format=csv");
            await output.WriteLineAsync($"{Count(progress, "opened")} of {Count(progress, "rows")} rows are cases now, {Written(refused)} refused.");
            return refused == 0 ? ExitCodes.Done : ExitCodes.Faults;
        }
    }

    /// <summary>What to look at, then each refused row on the error stream.</summary>
    private async Task TellAsync(JsonElement answer)
    {
        if (answer.TryGetProperty("notice", out var notice))
            await output.WriteLineAsync(notice.GetString());
        if (answer.GetProperty("leftOut").EnumerateArray().Select(c => c.GetString()).ToList() is { Count: > 0 } columns)
            await output.WriteLineAsync($"Columns left out: {string.Join(", ", columns)}");
        foreach (var row in answer.GetProperty("refused").EnumerateArray())
            await error.WriteLineAsync($"row {row.GetProperty("row")}, {row.GetProperty("field").GetString()}: {row.GetProperty("reason").GetString()}");
    }

    /// <summary>The document, or null when it is a problem, which is told.</summary>
    private async Task<JsonElement?> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        JsonElement document;
        try
        {
            document = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (JsonException)
        {
            await FaultAsync($"{http.BaseAddress} is no server of this program: it answered {(int)answer.StatusCode} with something else.");
            return null;
        }

        if (answer.IsSuccessStatusCode)
            return document;
        if (document.TryGetProperty("errors", out var faults))
        {
            foreach (var fault in faults.EnumerateArray())
                await error.WriteLineAsync($"{fault.GetProperty("field").GetString()}: {fault.GetProperty("reason").GetString()}");
        }
        else
        {
            await error.WriteLineAsync(document.TryGetProperty("detail", out var detail) ? detail.GetString() : $"The server answered {(int)answer.StatusCode}.");
        }

        return null;
    }

    private async Task<int> FaultAsync(string fault)
    {
        await error.WriteLineAsync(fault);
        return ExitCodes.Faults;
    }

    private static int? Number(JsonElement document, string member) => document.TryGetProperty(member, out var value) ? value.GetInt32() : null;

    private static string Count(JsonElement document, string member) => Written(Number(document, member) ?? 0);

    private static string Written(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
