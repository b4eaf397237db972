using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;
using Recovery.Remedies;

namespace Recovery.Local.Simulation;

/// <param name="Number">1 for the first.</param>
internal sealed record DemoLife(int Number, Instant Opened, Complaint Complaint, Persona Persona);

/// <summary>Casts the lives of the demonstration: the same for the same moment, policy and number.</summary>
internal sealed class DemoCast(RecoveryPolicy policy, Instant now)
{
    private const int Seed = 20_261_122;
    private static readonly Duration s_span = Duration.FromDays(90);
    private static readonly Duration s_longestAbsence = Duration.FromDays(6);

    private static readonly string[] s_first =
    [
        "Amelia", "Noah", "Zeynep", "Oliver", "Sofía", "Kwame", "Chloé", "Mateusz", "Aisha", "Søren", "Hannah", "Giulia", "Liam", "Mei", "Ivan",
        "Fatima", "Arjun", "Nora", "Tomás", "Ewa", "Callum", "Leila", "Hugo", "Ngozi", "Bram", "Yuki", "Freya", "Dmitri", "Rosa", "Owen",
    ];

    private static readonly string[] s_last =
    [
        "Clarke", "Yılmaz", "Novak", "O'Brien", "García", "Mensah", "Dubois", "Kowalska", "Khan", "Lindqvist", "Fischer", "Rossi", "Walsh", "Chen",
        "Petrov", "Haddad", "Sharma", "Berg", "Silva", "Nowak", "Fraser", "Rahimi", "Moreau", "Okeke", "de Vries", "Tanaka", "Holm", "Orlov", "Vega", "Price",
    ];

    // The platform's generator gives the same numbers for the same seed on every machine.
    private readonly Random _random = new(Seed);

    /// <param name="after">The number of the last before them.</param>
    public IEnumerable<DemoLife> Lives(int count, int after = 0)
    {
        for (var number = after + 1; number <= after + count; number++)
        {
            var about = DemoComplaints.All[(number * 11) % DemoComplaints.All.Count];
            // More of them lately, as with a shop that grows; the last ones are still warm.
            var age = s_span * Math.Pow(_random.NextDouble(), 1.25);
            yield return new DemoLife(number, now - age, Complaint(number, about, now - age), Persona(about, age));
        }
    }

    /// <summary>Those of <see cref="DemoChannels"/>, which nobody of staff has touched yet.</summary>
    /// <param name="after">The number of the last before them.</param>
    public IEnumerable<DemoLife> OfChannels(int after) =>
        DemoChannels.All(now).Select((c, i) => new DemoLife(after + i + 1, c.Opened, c.Complaint, Persona(DemoComplaints.All[0], Duration.Zero) with { Pace = StaffPace.Absent, AsksForNews = null }));

    private Complaint Complaint(int number, DemoComplaint about, Instant opened)
    {
        var channel = Pick<Channel>([Channel.Form, Channel.Form, Channel.Form, Channel.Form, Channel.Api, Channel.Api, Channel.Phone, Channel.Review]);
        var complaint = new Complaint
        {
            Channel = channel,
            Description = about.Text,
            Impact = about.Impact,
            WishedOutcome = about.Wish,
            OccurredAt = Chance(0.4) ? opened - Duration.FromHours(_random.Next(3, 96)) : null,
            OrderReference = Chance(0.7) ? $"FH-{_random.Next(100_000, 999_999)}" : null,
            Language = "en",
            Tier = Chance(0.15) ? "gold" : null,
        };
        if (Chance(0.09))
            return complaint with { Anonymous = true, OrderReference = null };
        string first = Pick(s_first), last = Pick(s_last);
        var mailbox = new string([.. $"{first}.{last}".ToLowerInvariant().Where(c => char.IsAsciiLetter(c) || c == '.')]);
        return complaint with
        {
            Name = $"{first} {last}",
            Email = channel == Channel.Review ? null : $"{mailbox}{number}@customers.example",
            Phone = channel == Channel.Phone ? $"+44 7700 9{_random.Next(10_000, 99_999)}" : null,
            ContactPreference = Chance(0.1) ? ContactPreference.StatusPage : null,
            CustomerId = Chance(0.5) ? $"C{_random.Next(10_000, 99_999)}" : null,
        };
    }

    private Persona Persona(DemoComplaint about, Duration age)
    {
        // Somebody always turns up in the end: only lately opened cases are found that nobody has touched.
        var absent = age < s_longestAbsence ? 0.2 : 0;
        var pace = _random.NextDouble() switch { var x when x < absent => StaffPace.Absent, _ when about.Cause == "unsafe-design" => StaffPace.Diligent, < 0.82 => StaffPace.Diligent, _ => StaffPace.Slow };
        var pauses = Chance(0.16);
        var question = _random.Next(DemoComplaints.Questions.Count);
        return new Persona
        {
            Pace = pace,
            Messages = _random.Next(0, 4),
            Updates = [.. DemoComplaints.Updates.Skip(_random.Next(2))],
            Resolution = new Resolution(default(Instant), Outcome(), DemoComplaints.Explanation(about.Cause), Cause(about.Cause), Remedy(about)),
            PauseFor = pauses ? DemoComplaints.Questions[question] : null,
            Reply = pauses && Chance(0.7) ? DemoComplaints.Replies[question] : null,
            AsksForNews = Chance(pace == StaffPace.Diligent ? 0.05 : 0.4) ? Pick(DemoComplaints.Asking) : null,
            Answers = Answers(pace),
            ClosedFor = Chance(0.04) ? "The customer withdrew the complaint." : null,
            Approver = policy.Document.People is [.., var last] ? last.Id : "approver",
        };
    }

    private IReadOnlyList<FollowUpAnswer> Answers(StaffPace pace)
    {
        if (Chance(0.38))
            return [];
        var disputes = Chance(pace == StaffPace.Diligent ? 0.12 : 0.25);
        var satisfied = pace == StaffPace.Diligent ? _random.Next(3, 6) : _random.Next(2, 5);
        var solved = new FollowUpAnswer(true, satisfied, satisfied > 2, (satisfied * 2) - _random.Next(0, 2), Chance(0.5) ? Pick(DemoComplaints.Thanks) : null);
        return disputes ? [new FollowUpAnswer(false, _random.Next(1, 3), false, _random.Next(0, 4), Pick(DemoComplaints.Disputes)), solved] : [solved];
    }

    private ResolutionOutcome Outcome() => _random.NextDouble() switch
    {
        < 0.66 => ResolutionOutcome.Upheld,
        < 0.86 => ResolutionOutcome.PartlyUpheld,
        _ => ResolutionOutcome.NotUpheld,
    };

    // The demonstration is written for the default policy; another has other causes and remedies.
    private string Cause(string id) =>
        policy.TryRootCause(id, out _) ? id : policy.RootCauses.First(c => c.Children.Count == 0).Id;

    private RemedyOffer? Remedy(DemoComplaint about)
    {
        if (about.Remedy is not { } id || policy.Remedy(id) is not { } kind)
            return null;
        if (about.Amount is null || kind.Money is null)
            return about.Amount is null && kind.Money is null ? new RemedyOffer(id, null, null, kind.Name) : null;
        var amount = Math.Min(about.Amount.Value, kind.Money.Maximum);
        var currency = kind.Money.Currencies[0];
        return new RemedyOffer(id, amount, currency, $"{kind.Name}: {amount:0.00} {currency}");
    }

    private bool Chance(double share) => _random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
