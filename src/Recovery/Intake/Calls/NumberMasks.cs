namespace Recovery.Intake.Calls;

/// <summary>Finds what must not be stored among what was said, and puts a mask in its place.</summary>
internal sealed partial class NumberMasks
{
    /// <summary>How many words after its introduction a number may come, and how many digits it may have.</summary>
    private static readonly Dictionary<Introduction, (string Mask, int Within, int Least, int Most)> s_introduced = new()
    {
        [Introduction.SecurityCode] = (SpokenMasks.Code, 15, 3, 4),
        [Introduction.Expiry] = (SpokenMasks.Expiry, 10, 2, 8),
        [Introduction.Pin] = (SpokenMasks.Pin, 12, 4, 8),
        [Introduction.Password] = (SpokenMasks.Password, 6, 3, 12),
        [Introduction.Iban] = (SpokenMasks.Iban, 20, 10, 34),
        [Introduction.SortCode] = (SpokenMasks.SortCode, 12, 6, 17),
        [Introduction.BankAccount] = (SpokenMasks.Account, 15, 5, 12),
        [Introduction.Account] = (SpokenMasks.Account, 12, 5, 12),
        [Introduction.NationalInsurance] = (SpokenMasks.NationalInsurance, 12, 6, 6),
        [Introduction.SocialSecurity] = (SpokenMasks.SocialSecurity, 12, 8, 12),
    };

    private const int Furthest = 25;
    private const int KeptWithin = 12;
    private const int NearCard = 60;
    private const int NearBank = 40;
    private const int LoosestGap = 40;
    private const int LoosestIntroduction = 80;
    private const int EchoLines = 6;
    private const int EchoNumbers = 8;
    private const int DigitsBesideCard = 8;

    private readonly IReadOnlyList<SpokenLine> _lines;
    private readonly List<SpokenToken> _tokens = [];
    private readonly List<NumberRun> _runs;
    private readonly MaskedLines _masks;

    // Places in _tokens, in order.
    private readonly List<int> _introductions = [];
    private readonly List<int> _cards = [];
    private readonly List<int> _banks = [];
    private readonly HashSet<int> _used = [];

    private NumberMasks(IReadOnlyList<SpokenLine> lines)
    {
        _lines = lines;
        _masks = new(lines);
        var cutting = new SpokenTokens(SpokenWords.All);
        for (var line = 0; line < lines.Count; line++)
            cutting.Read(lines[line].Text, line, _tokens);
        for (var i = 0; i < _tokens.Count; i++)
            Note(i, _tokens[i]);
        _runs = new NumberRuns(lines, _tokens).Find();
    }

    public static (string[] Texts, int Masked) Mask(IReadOnlyList<SpokenLine> lines)
    {
        var masks = new NumberMasks(lines);
        masks.Find();
        return (masks._masks.Texts(), masks._masks.Count);
    }

    /// <summary>The same, told as the places that were masked in a single text.</summary>
    public static IReadOnlyList<MaskedPlace> Places(string text)
    {
        var masks = new NumberMasks([new SpokenLine("", text)]);
        masks.Find(thorough: true);
        return masks._masks.Places(0);
    }

    private void Find(bool thorough = false)
    {
        Ibans();
        Passwords();
        // The cards first: an expiry date is one only near a card.
        foreach (var run in _runs)
            Card(run);
        LooseCards();
        _cards.Sort();
        foreach (var run in _runs.Where(r => r.Mask is null))
            Introduced(run);
        if (thorough)
            AllBehindCard();
        Echoes();
    }

    private void Note(int i, SpokenToken token)
    {
        if (token.Kind is SpokenKind.Introduction)
            _introductions.Add(i);
        var card = token.Kind is SpokenKind.Introduction && token.Introduces is Introduction.Card
            || token.Kind is SpokenKind.Mask && SpokenMasks.IsCard(_lines[token.Line].Text.AsSpan(token.Start, token.Length));
        if (card)
            _cards.Add(i);
        var bank = token.Meaning is { IsBank: true }
            || (token.Kind is SpokenKind.Introduction && token.Introduces is Introduction.SortCode or Introduction.BankAccount or Introduction.Iban);
        if (bank)
            _banks.Add(i);
    }

    /// <summary>Introductions before a token, the nearest first, with how many words lie between.</summary>
    private IEnumerable<(int Place, Introduction Of, int Words)> Before(int token, int within)
    {
        var at = _introductions.BinarySearch(token);
        for (at = at < 0 ? ~at - 1 : at - 1; at >= 0 && token - _introductions[at] <= within; at--)
            yield return (_introductions[at], _tokens[_introductions[at]].Introduces, token - _introductions[at]);
    }

    private static bool IsNear(List<int> places, int token, int within)
    {
        var at = places.BinarySearch(token);
        at = at < 0 ? ~at : at;
        return (at < places.Count && places[at] - token <= within) || (at > 0 && token - places[at - 1] <= within);
    }

    private bool IsKept(int token) => Before(token, KeptWithin).FirstOrDefault(i => i.Of is not Introduction.Card) is { Words: > 0, Of: Introduction.Kept };

    private void Introduced(NumberRun run)
    {
        var first = run.Tokens[0];
        var found = -1;
        foreach (var (place, of, words) in Before(first, Furthest))
        {
            if (of is Introduction.Kept && words <= KeptWithin)
                break;
            // Two questions in one breath are answered in their order.
            if (found >= 0 && (_tokens[place].Line != _tokens[found].Line || _tokens[place].Line == _tokens[first].Line))
                break;
            if (Fits(run, place, of, words))
                found = place;
        }

        if (found < 0)
            return;
        var introduces = _tokens[found].Introduces;
        _used.Add(found);
        var (from, to) = introduces is Introduction.NationalInsurance ? WithLetters(run) : (first, run.Tokens[^1]);
        Mask(run, s_introduced[introduces].Mask, from, to);
    }

    private bool Fits(NumberRun run, int place, Introduction of, int words)
    {
        var first = run.Tokens[0];
        var digits = run.Digits(_tokens).Length;
        if (!s_introduced.TryGetValue(of, out var rule) || words > rule.Within || digits > rule.Most)
            return false;
        // The year of an expiry date stands apart from its month.
        var goesOn = of is Introduction.Expiry && _used.Contains(place) && _masks.EndsNear(_tokens[first], SpokenMasks.Expiry);
        if ((digits < rule.Least || _used.Contains(place)) && !goesOn)
            return false;
        return of switch
        {
            Introduction.Expiry => IsNear(_cards, first, NearCard),
            Introduction.Account => IsNear(_banks, first, NearBank),
            _ => true,
        };
    }

    /// <summary>The two letters before the digits of a national insurance number and the one behind them.</summary>
    private (int From, int To) WithLetters(NumberRun run)
    {
        var (from, to) = (run.Tokens[0], run.Tokens[^1]);
        for (var letters = 2; letters > 0 && from > 0 && IsLetters(_tokens[from - 1], letters); from--)
            letters -= _tokens[from - 1].Length;
        return (from, to + 1 < _tokens.Count && IsLetters(_tokens[to + 1], 1) ? to + 1 : to);

        bool IsLetters(SpokenToken token, int most) => token.Kind is SpokenKind.Word && token.Length <= most && token.Line == _tokens[run.Tokens[0]].Line;
    }

    private void Mask(NumberRun run, string mask, int from, int to)
    {
        run.Mask = mask;
        foreach (var line in run.Tokens.Where(t => t >= from && t <= to).GroupBy(t => _tokens[t].Line))
        {
            var first = _tokens[from].Line == line.Key ? from : line.First();
            var last = _tokens[to].Line == line.Key ? to : line.Last();
            _masks.Add(line.Key, _tokens[first].Start, _tokens[last].End, mask);
        }

        _masks.Count++;
    }

    /// <summary>Whoever hears a number says it again: the same digits soon after, or the groups of a card in between.</summary>
    private void Echoes()
    {
        var masked = new Queue<(int First, int Last, string Digits, string Mask)>();
        foreach (var run in _runs.Where(r => r.Mask is not null))
            masked.Enqueue((_tokens[run.Tokens[0]].Line, _tokens[run.Tokens[^1]].Line, run.Digits(_tokens), run.Mask!));
        if (masked.Count == 0)
            return;
        var near = new List<(int First, int Last, string Digits, string Mask)>();
        foreach (var run in _runs.Where(r => r.Mask is null))
        {
            var line = _tokens[run.Tokens[0]].Line;
            while (masked.TryPeek(out var next) && next.First <= line)
                near.Add(masked.Dequeue());
            near.RemoveAll(m => m.Last + EchoLines < line);
            if (near.Count > EchoNumbers)
                near.RemoveRange(0, near.Count - EchoNumbers);
            var digits = run.Digits(_tokens);
            if (digits.Length < 3)
                continue;
            foreach (var (_, last, whole, mask) in near)
            {
                if (digits != whole && (mask != SpokenMasks.Card || line > last + 2 || !whole.Contains(digits, StringComparison.Ordinal)))
                    continue;
                Mask(run, mask, run.Tokens[0], run.Tokens[^1]);
                break;
            }
        }
    }
}
