using System.Buffers;

namespace Recovery.Intake.Calls;

internal sealed partial class NumberMasks
{
    private static readonly SearchValues<char> s_ends = SearchValues.Create(" \t\n\"<&");

    private void Card(NumberRun run)
    {
        var digits = run.Digits(_tokens);
        if (digits.Length < 12 || run.Mask is not null || IsAfterPlus(run) || IsDates(run))
            return;
        var first = run.Tokens[0];
        var kept = IsKept(first);
        if (PaymentNumbers.IsCard(digits) && (!kept || PaymentNumbers.HasScheme(digits)))
            MaskCard(run, first, run.Tokens[^1]);
        else if (!kept && Within(run) is var (from, to))
            MaskCard(run, from, to);
        else if (!kept && digits.Length <= 23 && Before(first, Furthest).Any(i => i.Of is Introduction.Card))
            // Introduced as a card and almost as long as one: a digit was misheard.
            MaskCard(run, first, run.Tokens[^1]);
    }

    /// <summary>
    /// A card's number with other digits said before or behind it in one breath: what is close to it (a group that was said
    /// twice, the expiry date, the security code) goes with it.
    /// </summary>
    private (int From, int To)? Within(NumberRun run)
    {
        Span<char> room = stackalloc char[SpokenTokens.LongestDigits + 19];
        for (var start = 0; start < run.Tokens.Count; start++)
        {
            var length = 0;
            for (var end = start; end < run.Tokens.Count && length < 19; end++)
            {
                _tokens[run.Tokens[end]].Digits.CopyTo(room[length..]);
                length += _tokens[run.Tokens[end]].Digits.Length;
                var digits = room[..length];
                if (!PaymentNumbers.HasScheme(digits) || !PaymentNumbers.IsCard(digits))
                    continue;
                return (run.Tokens[Reach(run, start, -1)], run.Tokens[Reach(run, end, 1)]);
            }
        }

        return null;
    }

    private int Reach(NumberRun run, int at, int step)
    {
        for (var beside = 0; at + step >= 0 && at + step < run.Tokens.Count; at += step)
        {
            beside += _tokens[run.Tokens[at + step]].Digits.Length;
            if (beside > DigitsBesideCard)
                break;
        }

        return at;
    }

    private void MaskCard(NumberRun run, int from, int to)
    {
        Mask(run, SpokenMasks.Card, from, to);
        _cards.Add(from);
    }

    /// <summary>A card that was introduced as one and said in pieces, with whole sentences between them.</summary>
    private void LooseCards()
    {
        foreach (var runs in _runs.Where(r => r.Mask is null).GroupBy(r => r.Speaker).Select(g => g.ToList()))
        {
            for (var start = 0; start < runs.Count; start++)
            {
                var first = runs[start].Tokens[0];
                if (runs[start].Mask is not null || runs[start].Digits(_tokens).Length is < 2 or > 14 || !Before(first, LoosestIntroduction).Any(i => i.Of is Introduction.Card))
                    continue;
                var digits = runs[start].Digits(_tokens);
                for (var end = start + 1; end < runs.Count && digits.Length < 19; end++)
                {
                    var next = runs[end].Tokens[0];
                    if (runs[end].Mask is not null || next - runs[end - 1].Tokens[^1] > LoosestGap || IsKept(next))
                        break;
                    // "One" is a word too.
                    if (runs[end].Digits(_tokens).Length == 1)
                        continue;
                    digits += runs[end].Digits(_tokens);
                    if (!PaymentNumbers.HasScheme(digits) || !PaymentNumbers.IsCard(digits))
                        continue;
                    var count = _masks.Count;
                    foreach (var piece in runs[start..(end + 1)].Where(r => r.Digits(_tokens).Length > 1))
                        MaskCard(piece, piece.Tokens[0], piece.Tokens[^1]);
                    _masks.Count = count + 1;
                    break;
                }
            }
        }
    }

    /// <summary>
    /// In a document whose speakers are not known: whatever digits follow a card's introduction, when they are as many as a
    /// card has. Two people who read a number to each other cannot be told apart there.
    /// </summary>
    private void AllBehindCard()
    {
        foreach (var near in _runs.Where(r => r.Mask is null && r.Digits(_tokens).Length >= 3 && !IsKept(r.Tokens[0]))
            .GroupBy(r => Before(r.Tokens[0], LoosestGap).FirstOrDefault(i => i.Of is Introduction.Card) is { Words: > 0 } card ? card.Place : -1)
            .Where(g => g.Key >= 0))
        {
            if (near.Sum(r => r.Digits(_tokens).Length) < 12)
                continue;
            foreach (var run in near)
                MaskCard(run, run.Tokens[0], run.Tokens[^1]);
        }
    }

    private bool IsAfterPlus(NumberRun run)
    {
        var first = _tokens[run.Tokens[0]];
        return first.Start > 0 && _lines[first.Line].Text[first.Start - 1] == '+';
    }

    /// <summary>Written dates in a row, which are as long as a card's number.</summary>
    private bool IsDates(NumberRun run)
    {
        if (run.Tokens.Count % 3 != 0)
            return false;
        for (var i = 0; i < run.Tokens.Count; i += 3)
        {
            if ((Length(i), Length(i + 1), Length(i + 2)) is not ((4, 2, 2) or ( <= 2, <= 2, 4)))
                return false;
        }

        return true;

        int Length(int i) => char.IsDigit(_lines[_tokens[run.Tokens[i]].Line].Text[_tokens[run.Tokens[i]].Start]) ? _tokens[run.Tokens[i]].Digits.Length : 0;
    }

    /// <summary>Account numbers with their country and a checksum, written or spelled; introduced ones without are found by their introduction.</summary>
    private void Ibans()
    {
        for (var i = 0; i + 1 < _tokens.Count; i++)
        {
            var token = _tokens[i];
            if (token.Kind is not SpokenKind.Word || token.Length > 2)
                continue;
            var (country, next) = (TextOf(token), i + 1);
            if (country.Length == 1 && _tokens[next] is { Kind: SpokenKind.Word, Length: 1 } second)
                (country, next) = (country + TextOf(second), i + 2);
            var length = country.Length == 2 ? PaymentNumbers.IbanLength(country) : 0;
            if (length == 0 || next >= _tokens.Count || _tokens[next].Kind is not SpokenKind.Number)
                continue;
            var (iban, last) = Collect(country, next, token.Line, length);
            if (iban.Length != length || !PaymentNumbers.IsIban(iban))
                continue;
            _masks.Add(token.Line, token.Start, _tokens[last].End, SpokenMasks.Iban);
            _masks.Count++;
            foreach (var run in RunsBetween(next, last))
                run.Mask = SpokenMasks.Iban;
            i = last;
        }
    }

    private (string Iban, int Last) Collect(string iban, int next, int line, int length)
    {
        var last = next;
        for (; next < _tokens.Count && _tokens[next].Line == line && iban.Length < length; next++)
        {
            if (_tokens[next].Kind is SpokenKind.Number)
                iban += _tokens[next].Digits;
            else if (_tokens[next] is { Kind: SpokenKind.Word, IsFiller: false, Length: <= 4 })
                iban += TextOf(_tokens[next]);
            else if (!_tokens[next].IsFiller)
                break;
            last = next;
        }

        return (iban, last);
    }

    private IEnumerable<NumberRun> RunsBetween(int first, int last)
    {
        // Runs are in the order of their first token.
        var (low, high) = (0, _runs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].Tokens[0] < first)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < _runs.Count && _runs[low].Tokens[0] <= last; low++)
            yield return _runs[low];
    }

    /// <summary>The word after "my password is".</summary>
    private void Passwords()
    {
        foreach (var place in _introductions.Where(i => _tokens[i].Introduces is Introduction.Password))
        {
            var text = _lines[_tokens[place].Line].Text;
            var (next, said) = (place + 1, false);
            for (; IsHere(next) && _tokens[next].Meaning is { IsPasswordIs: true }; next++)
                said = true;
            if (!IsHere(next) || _tokens[next].Kind is not SpokenKind.Word || _tokens[next].Meaning is { IsPasswordNot: true } or { Digits: not null })
                continue;
            var between = text.AsSpan(_tokens[place].End, _tokens[next].Start - _tokens[place].End);
            if (!said && between.IndexOfAny(':', '=') < 0)
                continue;
            var end = text.AsSpan(_tokens[next].Start).IndexOfAny(s_ends);
            end = end < 0 ? text.Length : _tokens[next].Start + end;
            _masks.Add(_tokens[place].Line, _tokens[next].Start, _tokens[next].Start + text.AsSpan(_tokens[next].Start, end - _tokens[next].Start).TrimEnd(".,;!?").Length, SpokenMasks.Password);
            _masks.Count++;
            _used.Add(place);

            bool IsHere(int i) => i < _tokens.Count && _tokens[i].Line == _tokens[place].Line;
        }
    }

    private string TextOf(SpokenToken token) => _lines[token.Line].Text.Substring(token.Start, token.Length);
}
