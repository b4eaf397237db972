using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Local.Hosting;
using Recovery.Local.Mail;
using Recovery.Local.Storage;
using Recovery.Messages;

namespace Recovery.Local.Simulation;

/// <summary>
/// Fills an empty installation with the last 90 days: every case is opened, worked on and closed by commands, as any other,
/// each under a clock of its own. All their mail goes to the outbox, also where an SMTP server is configured.
/// </summary>
public sealed class DemoData(
    SqliteDatabase database, ICaseStore store, IPolicyLibrary policies, IAssignmentTurns turns, MailComposer composer, DataDirectory data, IIncidents incidents)
{
    private const int Cases = 250;
    private const int MostSteps = 500;
    private static readonly Uncounted s_uncounted = new();

    /// <param name="now">Up to when they have lived.</param>
    /// <returns>What to tell whoever asked for it.</returns>
    public async Task<string> FillAsync(Instant now, CancellationToken cancel)
    {
        if (await database.CasesAsync(cancel) > 0)
            return "There are cases in this data directory already, so no demonstration was added.";
        var outbox = new OutboxMailer(data.Path, SystemClock.Instance) { Flushes = false };
        var cast = new DemoCast(policies.Current, now);
        var lives = cast.OfChannels(0).ToList();
        lives = [.. lives.Concat(cast.Lives(Cases - lives.Count, lives.Count)).OrderBy(l => l.Opened)];
        await incidents.SaveAsync(DemoChannels.Incident(now), cancel);
        await Parallel.ForEachAsync(lives, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancel }, async (life, stop) => await LiveAsync(life, outbox, now, stop));
        return $"Filled with {lives.Count} cases of the last 90 days.";
    }

    private async Task LiveAsync(DemoLife life, OutboxMailer outbox, Instant now, CancellationToken cancel)
    {
        var clock = new SetClock(life.Opened);
        var service = new CaseService(store, policies, turns, clock);
        var driver = new CaseTurns(store, policies, new EmailEffects(composer, outbox.At(clock), policies, s_uncounted, clock), clock);
        var behaviour = new Behaviour(life.Persona, policies.Current);
        var id = CaseId.From("demo", $"{life.Number}");
        await service.OpenAsync(id, new CommandId($"demo-{life.Number}"), life.Complaint, cancel);

        for (var step = 1; step <= MostSteps; step++)
        {
            var wake = (await driver.TurnAsync(id, cancel)).Next;
            var subject = await store.LoadAsync(id, cancel) ?? throw new InvalidOperationException("A case of the demonstration is gone.");
            var act = behaviour.Next(subject, clock.Now);
            var next = act is not null && (wake is null || act.At < wake) ? act.At : wake;
            if (next is null || next > now)
                return;
            clock.Now = Instant.Max(clock.Now, next.Value);
            if (act is null || act.At > next)
                continue;
            await service.ExecuteAsync(id, act.Command(new CommandId($"demo-{life.Number}-{step}")), null, cancel);
            behaviour.Did();
        }
    }

    /// <summary>What is only pretended leaves the house to nobody, and takes nothing from what may.</summary>
    private sealed class Uncounted : IMailAllowance
    {
        public Task<bool> TakeAsync(string address, LocalDate day, string effectId, int most, CancellationToken cancel) => Task.FromResult(true);
    }

    private sealed class SetClock(Instant now) : IClock
    {
        public Instant Now { get; set; } = now;

        public Instant GetCurrentInstant() => Now;
    }
}
