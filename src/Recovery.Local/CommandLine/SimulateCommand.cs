using System.CommandLine;
using NodaTime;
using NodaTime.Text;
using Recovery.Local.Hosting;
using Recovery.Local.Simulation;

namespace Recovery.Local.CommandLine;

/// <summary><c>simulate</c>: the whole timeline of one case in virtual time.</summary>
internal static class SimulateCommand
{
    // To the second, which a policy of seconds needs.
    private static readonly LocalDateTimePattern s_moment = LocalDateTimePattern.CreateWithInvariantCulture("ddd dd MMM uuuu HH:mm:ss");

    private static readonly Instant s_opened = Instant.FromUtc(2026, 11, 23, 10, 15);

    public static Command Create(TextWriter output, TextWriter error)
    {
        var file = PolicyCommands.File();
        var scenario = new Option<string>("--scenario")
        {
            Description = "ignored: nobody does anything. diligent: staff write in time and resolve. slow: staff act after each deadline. disputed: the customer says that it is not solved.",
            Required = true,
        };
        scenario.AcceptOnlyFromAmong([.. Scenarios.Names]);
        var command = new Command("simulate", "Print the whole life of a case under a policy, in virtual time; nothing is stored or sent.") { file, scenario };
        command.SetAction(parsed => PolicyCommands.With(parsed.GetRequiredValue(file), error, policy =>
        {
            var life = new SimulatedLife(policy, s_opened);
            life.Live(Scenarios.Complaint, Scenarios.Persona(parsed.GetRequiredValue(scenario), policy));
            output.WriteLine($"{life.Case.Reference} under {policy.Id}; times in {policy.Zone.Id}");
            foreach (var happened in life.Events)
                output.WriteLine($"{s_moment.Format(happened.At.InZone(policy.Zone).LocalDateTime)}  {EventText.Of(happened, policy)}");
            if (life.Case.IsOpen)
                output.WriteLine($"... and so on; still {life.Case.Phase.Status} after {life.Events.Count} events.");
            return ExitCodes.Done;
        }));
        return command;
    }
}
