using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Remedies;

namespace Recovery.Tests.Cases;

/// <summary>What holds whatever staff, customers and clocks do, in whatever order.</summary>
public class LawTests
{
    private const ulong Seed = 20261122;
    /// <summary>Stands in everything that people write in these lives.</summary>
    public const string Personal = "zq-personal-zq";

    private static readonly CaseId s_other = CaseId.From("test", "other");

    [Fact]
    public void Folding_the_events_gives_the_state() => Holds(600, life =>
    {
        var folded = life.Events.Aggregate((Case?)null, CaseDecider.Evolve);
        Assert.Equal(CaseJson.Write(life.Case), CaseJson.Write(folded!));
        var read = life.Events.Select(e => CaseJson.ReadEvent(CaseJson.Write(e))).Aggregate((Case?)null, CaseDecider.Evolve);
        Assert.Equal(CaseJson.Write(life.Case), CaseJson.Write(read!));
        Assert.Equal(CaseJson.Write(life.Case), CaseJson.Write(CaseJson.ReadCase(CaseJson.Write(life.Case))));
    });

    [Fact]
    public void No_open_case_is_without_a_next_due_time_and_no_closed_one_has_any() => Holds(800, life =>
        Assert.Equal(life.Case.IsOpen, CaseClock.NextDue(life.Case, Life.Policy) is not null));

    [Fact]
    public void After_a_wake_up_nothing_is_due_any_more() => Holds(500, life =>
    {
        life.Do(new DeadlineReached(new CommandId("")));
        Assert.True(CaseClock.NextDue(life.Case, Life.Policy) is not { } due || due.At > life.Now);
        Assert.Empty(Assert.IsType<Accepted>(life.Decide(new DeadlineReached(new CommandId("")))).Events);
    });

    [Fact]
    public void Every_level_fires_at_most_once_for_a_deadline() => Holds(800, life =>
        Assert.All(
            life.All<Escalated>().Where(e => e.Kind is not null).GroupBy(e => (e.Kind, e.Promise, e.Level)),
            fired => Assert.Single(fired)));

    [Fact]
    public void Promised_business_times_lie_in_business_hours() => Holds(800, life =>
    {
        var business = life.All<PromiseMade>().Where(p => p.InBusinessTime).Select(p => (p.Kind, p.Promise)).ToHashSet();
        var severity = "";
        foreach (var happened in life.Events)
        {
            if (happened is Triaged judged)
                severity = judged.Severity;
            else if (happened is PromiseMade made && business.Contains((made.Kind, made.Promise)))
                Assert.True(IsOpen(severity, made.DueAt), $"{severity}: {made.Explanation}");
            else if (happened is PromiseMoved moved && business.Contains((moved.Kind, moved.Promise)))
                Assert.True(IsOpen(severity, moved.DueAt), $"{severity}: {moved.Explanation}");
        }
    });

    [Fact]
    public void Events_are_numbered_without_gaps_and_never_go_back_in_time() => Holds(500, life =>
    {
        Assert.Equal(Enumerable.Range(1, life.Events.Count), life.Events.Select(e => e.Number));
        Assert.Equal(life.Events.Select(e => e.At).Order(), life.Events.Select(e => e.At));
    });

    [Fact]
    public void Every_promise_made_is_owed_kept_missed_or_released_and_settled_once() => Holds(500, life =>
    {
        foreach (var made in life.All<PromiseMade>())
        {
            var settled = life.All<PromiseKept>().Count(e => (e.Kind, e.Promise) == (made.Kind, made.Promise))
                + life.All<PromiseReleased>().Count(e => (e.Kind, e.Promise) == (made.Kind, made.Promise));
            Assert.True(settled <= 1);
            Assert.True(life.All<PromiseMissed>().Count(e => (e.Kind, e.Promise) == (made.Kind, made.Promise)) <= 1);
            var owed = life.Case.Promises.Any(p => (p.Kind, p.Number) == (made.Kind, made.Promise));
            Assert.True(owed == (settled == 0) || life.Events.Any(e => e is Closed));
        }
    });

    [Fact]
    public void A_repeat_of_any_command_changes_nothing() => Run(500, steps =>
    {
        var life = Life.Of();
        var done = new List<CaseCommand>();
        foreach (var step in steps)
        {
            Move(life, step);
            if (Command(life, step) is not { } command || life.Decide(command) is not Accepted)
                continue;
            life.Do(command);
            done.Add(command);
            Assert.Empty(Assert.IsType<Accepted>(life.Decide(command)).Events);
        }

        // Also when much has happened since.
        Assert.All(done, command => Assert.Empty(Assert.IsType<Accepted>(life.Decide(command)).Events));
    });

    [Fact]
    public void No_effect_id_is_given_twice() => Holds(300, life =>
    {
        var ids = WholeLifeTests.Effects(life).Select(e => e.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
    });

    [Fact]
    public void Nothing_goes_out_by_itself_on_a_case_that_a_program_opened_until_staff_have_acted() => Run(400, steps =>
    {
        var life = Life.Of(Arrivals.Mail(Arrivals.AutoReplied));
        foreach (var step in steps)
        {
            Take(life, step);
            if (!life.Case.StaffActed)
                Assert.DoesNotContain(WholeLifeTests.Effects(life), e => e is CustomerEmail or StaffAlert);
        }
    });

    [Fact]
    public void Before_somebody_has_listened_to_a_doubtful_call_the_product_says_nothing() => Run(400, steps =>
    {
        var life = Life.Of(Arrivals.Call(0.1, email: "carla@customer.example"));
        foreach (var step in steps)
        {
            Take(life, step);
            if (life.Case.AwaitsListening is not null)
                Assert.All(life.All<MessageWritten>(), m => Assert.Equal(ActorKind.Staff, m.By.Kind));
        }
    });

    [Fact]
    public void Pausing_moves_service_deadlines_by_exactly_the_business_time_it_lasted() => Run(400, steps =>
    {
        var life = Life.Of();
        foreach (var step in steps.Take(6))
            Take(life, step);
        if (life.Case.Phase is not InProgress)
            return;
        life.Do(k => new Pause(k, Life.Anna, "We wait."));
        var before = life.Case.Promises;
        var since = ((WaitingForCustomer)life.Case.Phase).Since;
        var until = since + Duration.FromMinutes(Math.Abs(steps.FirstOrDefault(1)) % 10_000);
        if (until >= ((WaitingForCustomer)life.Case.Phase).Until)
            return;
        if (steps.Length % 2 == 0)
        {
            // What is promised while the clock stands is credited from its making.
            life.Until(since + ((until - since) / 2)).Do(k => new SendMessage(k, Life.Anna, "We still need it."));
            before = life.Case.Promises;
        }

        life.Until(until).Do(k => new Resume(k, Life.Anna));

        foreach (var promise in life.Case.Promises.Where(p => p.InBusinessTime && !p.Missed))
        {
            var earlier = before.Single(p => (p.Kind, p.Number) == (promise.Kind, promise.Number));
            var stood = life.Calendar.BusinessTimeBetween(Instant.Max(since, promise.MadeAt), until);
            Assert.Equal(stood, life.Calendar.BusinessTimeBetween(earlier.DueAt, promise.DueAt));
        }
    });

    /// <summary>The story policy's hours, reckoned without what is under test.</summary>
    private static bool IsOpen(string severity, Instant at)
    {
        var (date, time) = at.InZone(Life.Policy.Zone).LocalDateTime;
        if (date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)
            return false;
        return severity == "high" ? Between(7, 12) || Between(13, 16) : Between(9, 17) && date != new LocalDate(2026, 12, 25);

        bool Between(int opens, int closes) => time >= new LocalTime(opens, 0) && time <= new LocalTime(closes, 0);
    }

    internal static void Holds(int times, Action<Life> law) => Run(times, steps =>
    {
        var life = Life.Of(Arrival(steps.Length), suspects: [new Suspect(s_other, s_other.Reference(), "the same words")]);
        foreach (var step in steps)
            Take(life, step);
        law(life);
    });

    internal static void Run(int times, Action<int[]> law)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(times).WithEndSize(60).WithReplay(Seed, 297UL);
        var steps = Gen.Choose(0, 1_000_000).ArrayOf().ToArbitrary();
        Prop.ForAll(steps, s =>
        {
            try
            {
                law(s);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, steps [{string.Join(", ", s)}]: {failure.Message}"), failure);
            }
        }).Check(config);
    }

    internal static void Take(Life life, int step)
    {
        Move(life, step);
        if (Command(life, step) is { } command && life.Decide(command) is Accepted)
            life.Do(command);
    }

    internal static Complaint Arrival(int number) => (number % 9) switch
    {
        0 => Life.Complaint("My parcel has not come and I am ill."),
        1 => Arrivals.Mail(Arrivals.AutoReplied),
        2 => Arrivals.Mail(),
        3 => Arrivals.Call(0.1),
        4 => Arrivals.Call(0.1, email: "carla@customer.example"),
        5 => Arrivals.Call(),
        6 => Arrivals.Review(),
        7 => Arrivals.Incident(number % 2 == 0 ? null : "carla@customer.example"),
        _ => Life.Complaint(),
    };

    /// <summary>A step's high digits move time: seldom back, sometimes with the driver asleep.</summary>
    private static void Move(Life life, int step)
    {
        var minutes = step / 100 % 4_000;
        switch (step % 10)
        {
            case 0:
                life.Jumps(Duration.FromMinutes(-minutes));
                break;
            case 1 or 2:
                life.Jumps(Duration.FromMinutes(minutes));
                break;
            case < 8:
                life.Until(life.Now + Duration.FromMinutes(minutes), mail: step % 3 != 0);
                break;
        }
    }

    private static CaseCommand? Command(Life life, int step)
    {
        var key = life.Key();
        var anna = Life.Anna;
        return (step / 10 % 37) switch
        {
            0 => new Assign(key, anna, step % 2 == 0 ? "bela" : "anna"),
            1 => new Note(key, anna, Said("note")),
            2 or 3 => new SendMessage(key, anna, Said("message")),
            4 => new Triage(key, anna, "billing", step % 2 == 0 ? "high" : "normal", Said("reason")),
            5 or 6 => new Pause(key, anna, Said("reason")),
            7 => new Resume(key, anna),
            8 => new ProposeRemedy(key, anna, Life.Voucher(step % 120) with { Description = Said("A voucher.") }),
            9 => new ApproveRemedy(key, Life.Lena, ["team-lead"]),
            10 => new DeclineRemedy(key, Life.Lena, Said("reason")),
            11 => new Escalate(key, anna, Said("reason")),
            12 or 13 => new TakeEscalation(key, Life.Lena),
            14 => new Extend(key, anna, life.Now + Duration.FromDays(step % 30), Said("reason")),
            15 or 16 => new Resolve(key, anna, ResolutionOutcome.Upheld, Said("explanation"), "carrier", step % 3 == 0 ? new RemedyOffer("apology", null, null, Said("Sorry.")) : null),
            17 => new Reopen(key, anna, Said("reason")),
            18 => new CloseCase(key, anna, Said("reason")),
            19 => new CustomerWrites(key, Said(step % 2 == 0 ? "any news?" : "more")),
            20 => new CustomerAnswers(key, true, 4, Comment: Personal),
            21 => new CustomerAnswers(key, false, 1, Comment: Personal),
            22 => life.Case.InFlight.IsEmpty ? null : new MessageFailed(key, life.Case.InFlight[0].Number, "bounced"),
            23 => new AlertFailed(key, "bounced"),
            25 => new CustomerWrites(key, Said("any news?")) { Mail = Arrivals.MailOf("m", step % 2 == 0 ? Arrivals.AutoReplied : null) },
            26 => new JoinComplaint(key, step % 3 == 0 ? Arrivals.Mail(Arrivals.AutoReplied) : Life.Complaint(Said("I was charged and I am ill.")), step % 2 == 0 ? s_other : null),
            27 => new ChangeReview(key, Arrivals.ReviewOf(step % 5), Said(step % 2 == 0 ? "worse" : "I am ill.")),
            28 => new ComeForward(key, Said("It was me."), Personal, step % 2 == 0 ? "carla@customer.example" : null, null, null),
            29 => new LinkCase(key, CaseId.From("test", $"{step % 3}"), "R", Said("why")),
            30 => new KeepApart(key, anna, s_other),
            31 or 32 => new PostPublicReply(key, anna, Said("Thank you.")),
            33 or 34 => new ConfirmTranscript(key, anna, step % 2 == 0 ? "B" : null, Said("understood")),
            35 => step % 4 == 0 ? new MergeInto(key, anna, s_other, s_other.Reference()) : null,
            24 => life.All<MessageWritten>().LastOrDefault() is { } written ? new MessageBounced(key, written.Number, "bounced") : null,
            36 => new DeliverRemedy(key, Life.Lena),
            _ => null,
        };
    }

    private static string Said(string words) => $"{words} {Personal}";
}
