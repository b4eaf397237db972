using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Recovery.Local.Tests.EndToEnd;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Tests.Infra;
using RecoveryFunctions.Tests.Mail;
using RecoveryFunctions.Tests.Webhooks;
using Xunit.Abstractions;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>What a usual case asks of Azure, counted; the manual works the cost of a thousand out of these numbers.</summary>
[Collection(AzuriteTests.Name)]
public sealed partial class CountedLifeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_numbers_in_the_manual_are_those_of_a_usual_life()
    {
        var azurite = new AzuriteServer();
        await azurite.InitializeAsync();
        await using var mail = await FakeCommunicationServices.StartAsync();
        var app = await RunningApp.StartAsync(
            azurite, new VirtualClock(DrivenCases.At("2026-11-23 10:00")), "Recovery:Policy=default", "Recovery:Mail:From=care@shop.example", $"Recovery:Mail:ConnectionString={mail.ConnectionString}", "Recovery:Webhooks:AllowPrivateAddresses=true");

        // The first case of all makes the shared keys and stores the policy; a thousand others find them.
        await LiveAsync(app, "2026-11-23", "first@customer.example");
        var before = (app.Hub.Rounds, Mails: mail.Delivered.Count);
        var counted = await LiveAsync(app, "2026-12-07", "second@customer.example");
        var rounds = app.Hub.Rounds - before.Rounds;
        var mails = mail.Delivered.Skip(before.Mails).ToList();

        var numbers = new Dictionary<string, decimal>
        {
            ["rounds"] = rounds,
            ["requests"] = counted.Requests,
            ["table-operations-per-round"] = Math.Round((decimal)counted.TableCallsOfRounds / rounds, 1),
            ["table-operations-per-request"] = Math.Round((decimal)counted.TableCallsOfRequests / counted.Requests, 1),
            ["mails"] = mails.Count,
            ["mail-kilobytes"] = Math.Ceiling(mails.Max(m => m.Json.ToString().Length) / 1000m),
        };
        // How many messages are spared depends on how fast this machine is: some.
        var manual = Manual();
        var receiving = await ReceiveAsync(app, counted);
        output.WriteLine($"table-operations-per-receiver {receiving}");
        foreach (var (name, value) in numbers)
            output.WriteLine($"{name} {value}");
        output.WriteLine($"nudges sent {counted.Nudges}");
        Assert.Equal(numbers.OrderBy(n => n.Key), manual.Where(n => numbers.ContainsKey(n.Key)).OrderBy(n => n.Key));
        Assert.InRange(receiving, manual["table-operations-per-receiver"] / 2, manual["table-operations-per-receiver"] * 3 / 2);
        await app.DisposeAsync();
        await azurite.DisposeAsync();
    }

    /// <returns>What a third life costs more than the second, since an app hears of it.</returns>
    private async Task<decimal> ReceiveAsync(RunningApp app, Counts without)
    {
        await using var receiver = await LoopbackReceiver.StartAsync();
        (await app.Program(AppOnAzurite.StaffToken).PostAsync("/api/webhooks", JsonContent.Create(new { url = receiver.Address, name = "CRM" }))).Is(201);
        var queued = app.QueueCalls.Calls;
        var with = await LiveAsync(app, "2026-12-21", "third@customer.example");
        output.WriteLine($"{receiver.Received.Count} webhooks, queue operations of ours in all {app.QueueCalls.Calls - queued}");
        return with.TableCallsOfRounds + with.TableCallsOfRequests - without.TableCallsOfRounds - without.TableCallsOfRequests;
    }

    private static async Task<Counts> LiveAsync(RunningApp app, string monday, string address)
    {
        var counts = new Counts();
        var day = DateOnly.ParseExact(monday, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        using var customer = app.Customer();
        var staff = app.Staff("tom-bellamy");

        await Rest(0, "10:00");
        var form = await Ask(() => customer.OpenAsync("/"));
        // The browser asks for the form, for its style sheet, and for the status page that it is sent to.
        await Ask(() => customer.OpenAsync("/assets/site.css"));
        var status = (await Ask(() => customer.SendAsync(form, "/feedback", ("description", "My parcel is late."), ("name", "Carla"), ("email", address)), requests: 2)).Is(200);
        await Rest(0, "11:00");
        var id = (await Ask(() => staff.GetAsync("/api/cases"))).Json.GetProperty("cases").EnumerateArray().First().Text("caseId")!;
        await Ask(() => staff.GetAsync($"/api/cases/{id}"));
        await Rest(1, "12:00");
        (await Ask(() => staff.DoAsync(id, "message", new { text = "We have found your parcel." }))).Is(200);
        await Rest(1, "13:00");
        await Ask(() => customer.OpenAsync(status.Address.AbsolutePath));
        await Rest(2, "12:00");
        (await Ask(() => staff.DoAsync(id, "propose-remedy", new { kind = "apology", description = "We called to apologise." }))).Is(200);
        (await Ask(() => staff.DoAsync(id, "resolve", new { outcome = "upheld", explanation = "The carrier was late.", rootCause = "late-carrier" }))).Is(200);
        await Rest(9, "12:00");
        var asked = await Ask(() => customer.OpenAsync(status.Address.AbsolutePath));
        var closing = await Ask(() => customer.SendAsync(asked, "/answer", ("solved", "yes"), ("satisfaction", "5")), requests: 2);
        Assert.Contains("this is put right", closing.Is(200).Text, StringComparison.Ordinal);
        await Rest(13, "12:00");
        Assert.True(app.Hub.Instances[id].IsOver);
        return counts;

        async Task<T> Ask<T>(Func<Task<T>> request, int requests = 1)
        {
            var (tables, queues) = (app.TableCalls.Calls, app.QueueCalls.Calls);
            var answer = await request();
            counts.Requests += requests;
            counts.TableCallsOfRequests += app.TableCalls.Calls - tables;
            counts.Nudges += app.QueueCalls.Calls - queues;
            return answer;
        }

        async Task Rest(int days, string until)
        {
            var tables = app.TableCalls.Calls;
            await app.UntilAsync(DrivenCases.At($"{day.AddDays(days):yyyy-MM-dd} {until}"));
            counts.TableCallsOfRounds += app.TableCalls.Calls - tables;
        }
    }

    private static Dictionary<string, decimal> Manual() => Counted().Matches(Template.Document("docs/operations.md"))
        .ToDictionary(m => m.Groups["name"].Value, m => decimal.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [GeneratedRegex("<!-- counted:(?<name>[a-z-]+) -->(?<value>[0-9.]*[0-9])", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Counted();

    private sealed class Counts
    {
        public int Requests { get; set; }

        public int TableCallsOfRequests { get; set; }

        public int TableCallsOfRounds { get; set; }

        public int Nudges { get; set; }
    }
}
