using System.Collections.Immutable;
using System.Globalization;
using Recovery.Complaints;
using Recovery.Policy;

namespace Recovery.Intake.Calls;

/// <summary>Which of the speakers is the customer.</summary>
/// <param name="Speaker">Null when nothing tells.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="FoundBy">For staff.</param>
/// <param name="NeedsListening">Why the speakers cannot be told apart; null when they can.</param>
internal sealed record CustomerSide(string? Speaker, double Confidence, string? FoundBy, string? NeedsListening = null)
{
    private const int ShownWords = 3;
    private const int MostSpeakers = 50;
    private const double ByRest = 0.95;
    private const double ByLine = 0.9;

    /// <summary>One voice alone that speaks of its trouble: a message left on a machine, most likely.</summary>
    private const double ByBeingAlone = 0.6;

    public static CustomerSide Of(ImmutableArray<TranscriptLine> lines, CallDetails details)
    {
        var speakers = lines.Select(l => l.Speaker).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (!lines.Any(l => HasWords(l.Text)))
            return new(null, 0, null, "Nothing that was said could be written down.");
        if (speakers.Count is 0 or > MostSpeakers)
            return NotApart;
        return Named(speakers, details.CustomerSpeaker) ?? Labelled(speakers) ?? ByPerson(speakers, details) ?? ByKindOfLine(speakers) ?? ByWords(speakers, lines);
    }

    private static CustomerSide NotApart => new(null, 0, null, "The transcript does not tell the speakers apart.");

    /// <summary>Something besides what stands in brackets, where recognisers put noises.</summary>
    private static bool HasWords(string text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            if (c is '[' or '(' or '<')
                depth++;
            else if (c is ']' or ')' or '>')
                depth = Math.Max(0, depth - 1);
            else if (depth == 0 && char.IsLetterOrDigit(c))
                return true;
        }

        return false;
    }

    private static CustomerSide? Named(List<string> speakers, string? named)
    {
        if (string.IsNullOrWhiteSpace(named))
            return null;
        var found = Only(speakers, s => s.Equals(named.Trim(), StringComparison.OrdinalIgnoreCase))
            // "1" names channel 1, and "spk_1" speaker 1.
            ?? (EndNumber(named) is { } number ? Only(speakers, s => EndNumber(s) == number) : null);
        return found is null ? null : new(found, 1, "The telephone system names the customer's side.");
    }

    private static CustomerSide? Labelled(List<string> speakers)
    {
        var sides = speakers.Select(s => (Speaker: s, Side: SpokenWords.All.SideOf(s))).ToList();
        var customers = sides.Where(s => s.Side is Side.Customer).ToList();
        if (customers.Count == 1)
            return new(customers[0].Speaker, 1, $"The label says {customers[0].Speaker}.");
        if (sides.TrueForAll(s => s.Side is Side.Staff))
            return new(null, 0, null, "Only the organisation's side is in the transcript.");
        var others = sides.Where(s => s.Side is Side.Unknown).ToList();
        return customers.Count == 0 && others.Count == 1 && sides.Count > 1
            ? new(others[0].Speaker, ByRest, $"Everybody else is labelled as staff ({sides.First(s => s.Side is Side.Staff).Speaker}).")
            : null;
    }

    private static CustomerSide? ByPerson(List<string> speakers, CallDetails details)
    {
        if (details.Name is { } name && Only(speakers, s => s.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) is { } person)
            return new(person, 1, "The label is the customer's name.");
        var digits = Digits(details.From ?? "");
        return digits.Length >= 6 && Only(speakers, s => Digits(s).EndsWith(digits.TrimStart('0'), StringComparison.Ordinal)) is { } found
            ? new(found, 1, "The label is the caller's telephone number.")
            : null;
    }

    /// <summary>Communication Services writes telephones as <c>4:+44...</c>, and its own, Teams' and bots' users as <c>8:</c> and <c>28:</c>.</summary>
    private static CustomerSide? ByKindOfLine(List<string> speakers) =>
        speakers.Count > 1 && speakers.TrueForAll(s => s.StartsWith("4:", StringComparison.Ordinal) || s.StartsWith("8:", StringComparison.Ordinal) || s.StartsWith("28:", StringComparison.Ordinal))
            && Only(speakers, s => s.StartsWith("4:", StringComparison.Ordinal)) is { } found
            ? new(found, ByLine, "Only this side speaks by telephone; the others are the organisation's own users.")
            : null;

    /// <summary>The channel numbers of Azure, Amazon and Twilio stand for nobody in particular, so that the words decide.</summary>
    private static CustomerSide ByWords(List<string> speakers, ImmutableArray<TranscriptLine> lines)
    {
        var words = SpokenWords.All;
        var bySpeaker = lines.ToLookup(l => l.Speaker, l => l.Text, StringComparer.Ordinal);
        var said = speakers.ConvertAll(speaker =>
        {
            var text = FoldedText.Of(string.Join('\n', bySpeaker[speaker]));
            return (Speaker: speaker, Trouble: Found(words.TroubleIndex, words.Trouble, text), Service: Found(words.ServiceIndex, words.Service, text));
        });
        if (speakers.Count == 1)
        {
            return said[0].Service.Count == 0 && said[0].Trouble.Count > 0 && lines.All(l => l.Speaker.Length > 0)
                ? new(speakers[0], ByBeingAlone, $"Only one voice is heard, and it speaks of trouble ({Shown(said[0].Trouble)}).")
                : NotApart;
        }

        var best = said.MaxBy(s => s.Trouble.Count - s.Service.Count);
        if (said.Count(s => s.Trouble.Count - s.Service.Count == best.Trouble.Count - best.Service.Count) > 1)
            return new(null, 0, "Nothing in the words tells who the customer is.");
        var others = said.Where(s => s.Speaker != best.Speaker).ToList();
        var (for_, against) = (best.Trouble.Count + others.Sum(s => s.Service.Count), best.Service.Count + others.Sum(s => s.Trouble.Count));
        var confidence = Math.Round(0.5 + (0.5 * (for_ - against) / (for_ + against + 2)), 2);
        var serving = others.SelectMany(s => s.Service).ToList();
        var reasons = new[]
        {
            best.Trouble.Count > 0 ? $"{best.Speaker} speaks of trouble ({Shown(best.Trouble)})" : null,
            serving.Count > 0 ? $"{(others.Count == 1 ? others[0].Speaker : "the others")} of service ({Shown(serving)})" : null,
        }.OfType<string>().ToList();
        return new(best.Speaker, Math.Max(0, confidence), $"The words: {string.Join(", ", reasons)}.");
    }

    private static List<string> Found(KeywordIndex index, string[] keywords, FoldedText text)
    {
        var found = index.Find(text);
        return [.. keywords.Where(k => found[index.IdOf(k)] is not null)];
    }

    private static string Shown(List<string> words) => string.Join(", ", words.Take(ShownWords).Select(w => $"“{w.TrimEnd('*')}”"));

    private static string? Only(List<string> speakers, Predicate<string> which)
    {
        var found = speakers.FindAll(which);
        return found.Count == 1 ? found[0] : null;
    }

    private static int? EndNumber(string label)
    {
        var digits = label.Length - label.AsSpan().TrimEnd("0123456789").Length;
        return digits is > 0 and < 6 && label.Length < 20 ? int.Parse(label.AsSpan(label.Length - digits), NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
