using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>One case from its complaint to its second closing, as steps that a caller or a driver repeats when they fail.</summary>
internal static class LifeStory
{
    public static readonly CaseId Id = CaseId.From("story", "1");

    private static readonly Actor s_maya = Actor.Staff("maya-okafor");

    public static Complaint Complaint { get; } = new()
    {
        Channel = Channel.Form,
        Description = "My parcel has not come, and nobody answers.",
        Name = "Carla Customer",
        Email = "carla@customer.example",
    };

    public static IReadOnlyList<(string Name, Func<TableApp, World, Task> Run)> Steps { get; } =
    [
        ("open", (app, _) => Succeeds(app.Service.OpenAsync(Id, new CommandId("open", "f"), Complaint, default))),
        ("round", RoundsAsync),
        ("message", (app, _) => Does(app, new SendMessage(new CommandId("message"), s_maya, "We are looking for it."))),
        ("round", RoundsAsync),
        ("customer", (app, _) => Does(app, new CustomerWrites(new CommandId("customer"), "It was a wedding present!"))),
        ("deadline", async (app, world) =>
        {
            world.Now = Instant.Max(world.Now, Instant.FromUtc(2026, 12, 2, 9, 0));
            await RoundsAsync(app, world);
        }),
        ("resolve", (app, _) => Does(app, new Resolve(new CommandId("resolve"), s_maya, ResolutionOutcome.Upheld, "We lost it.", CauseOfAll))),
        ("round", RoundsAsync),
        ("close", (app, _) => Does(app, new CloseCase(new CommandId("close"), s_maya, "withdrawn"))),
        ("round", RoundsAsync),
        ("reopen", (app, _) => Does(app, new Reopen(new CommandId("reopen"), s_maya, "It never came."))),
        ("round", RoundsAsync),
        ("close again", (app, _) => Does(app, new CloseCase(new CommandId("close-again"), s_maya, "withdrawn"))),
        ("round", RoundsAsync),
    ];

    private static string CauseOfAll => World.Policy.RootCauses.First().Id;

    /// <summary>Rounds as the driver gives them, until the case wants to be left alone.</summary>
    public static async Task RoundsAsync(TableApp app, World world)
    {
        for (var rounds = 0; rounds < 20; rounds++)
        {
            var turn = await app.Rounds.RunAsync(Id, default);
            if (turn.Next is not { } next || next > world.Now)
                return;
        }

        Assert.Fail("The case was never quiet.");
    }

    private static Task Does(TableApp app, CaseCommand command) => Succeeds(app.Service.ExecuteAsync(Id, command, null, default));

    private static async Task Succeeds(Task<CommandResult> command) => Assert.IsType<Done>(await command);
}
