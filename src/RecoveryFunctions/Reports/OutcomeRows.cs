using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Reports;

/// <summary>
/// Outcomes by the day of closing, a row per case, and a row of each case's own that says on which days it has one. Every row
/// bears the number of the event that it comes from and gives way only to a higher number: an effect that is applied again,
/// however late, cannot bring back what has been replaced or withdrawn. For that reason a row that was taken away stays
/// behind without its content.
/// </summary>
internal sealed class OutcomeRows(RecoveryTables tables)
{
    public const string JsonProperty = "Json";

    private const string NumberProperty = "Number";
    private const string DayProperty = "Day";
    private const string EarlierProperty = "Earlier";
    private const string PlaceRow = "place";

    private readonly TableClient _table = tables.Outcomes;
    private readonly ChangedDays _changed = new(tables);

    /// <summary>Two operations for the first outcome of a case; about five more when it replaces another.</summary>
    public async Task RecordAsync(RecordOutcome effect, Instant now, CancellationToken cancel)
    {
        var number = EventNumber(effect);
        var place = await PutAsync(PlaceOf(effect.Case), PlaceRow, number, before => Place(effect.Case, effect.Row.ClosedOn, before), isLikelyNew: true, cancel);
        await ClearAndFillAsync(effect, place!, number, effect.Row, now, cancel);
    }

    public async Task WithdrawAsync(WithdrawOutcome effect, Instant now, CancellationToken cancel)
    {
        // Without an outcome there is nothing to take away: effects of a case come in order, whatever their repeats.
        var number = EventNumber(effect);
        var place = await PutAsync(
            PlaceOf(effect.Case), PlaceRow, number, before => before is null ? null : Place(effect.Case, null, before), isLikelyNew: false, cancel);
        if (place is not null)
            await ClearAndFillAsync(effect, place, number, null, now, cancel);
    }

    // The place was written first and names every day that is to be cleared, so that a repeat after a crash finds them.
    private async Task ClearAndFillAsync(CaseEffect effect, TableEntity place, int number, OutcomeRow? row, Instant now, CancellationToken cancel)
    {
        if (place.GetInt32(NumberProperty) > number)
            return;
        var earlier = Earlier(place).Select(DayKey.Read).ToList();
        await _changed.MarkAsync(row is null ? earlier : [.. earlier, row.ClosedOn], now, cancel);
        foreach (var day in earlier)
            await PutAsync(DayKey.Of(day), effect.Case.Value, number, _ => new TableEntity(DayKey.Of(day), effect.Case.Value), isLikelyNew: false, cancel);
        if (row is not null)
            await PutAsync(DayKey.Of(row.ClosedOn), effect.Case.Value, number, _ => Filled(row), isLikelyNew: true, cancel);
    }

    private static TableEntity Filled(OutcomeRow row) => new(DayKey.Of(row.ClosedOn), row.Case.Value)
    {
        [JsonProperty] = CaseJson.Write(row),
        [CaseFigures.FiguresProperty] = string.Join('\n', OutcomeFigures.Of(row)),
    };

    private static TableEntity Place(CaseId id, LocalDate? day, TableEntity? before)
    {
        var now = day is { } known ? DayKey.Of(known) : "";
        var earlier = before is null ? [] : Earlier(before).Append(before.GetString(DayProperty)).Where(d => d.Length > 0 && d != now).Distinct();
        return new TableEntity(PlaceOf(id), PlaceRow) { [DayProperty] = now, [EarlierProperty] = string.Join(' ', earlier) };
    }

    private static string[] Earlier(TableEntity place) => place.GetString(EarlierProperty).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Puts the row there unless one of the same or of a higher number is there.</summary>
    /// <param name="make">Gets the row that is there; null leaves all as it is.</param>
    /// <param name="isLikelyNew">Tries to add it before reading, which spares an operation.</param>
    /// <returns>What is there afterwards.</returns>
    private async Task<TableEntity?> PutAsync(
        string partitionKey, string rowKey, int number, Func<TableEntity?, TableEntity?> make, bool isLikelyNew, CancellationToken cancel)
    {
        for (var look = !isLikelyNew; ; look = true)
        {
            var found = look ? await _table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancel) : null;
            var before = found is { HasValue: true } ? found.Value : null;
            if (before?.GetInt32(NumberProperty) >= number || make(before) is not { } row)
                return before;
            row[NumberProperty] = number;
            try
            {
                if (before is null)
                    await _table.AddEntityAsync(row, cancel);
                else
                    await _table.UpdateEntityAsync(row, before.ETag, TableUpdateMode.Replace, cancel);
                return row;
            }
            catch (RequestFailedException raced) when (raced.Status is 409 or 412)
            {
                // There was one after all, or it has changed: look at it.
            }
        }
    }

    /// <summary>Sorts behind every day, and a partition of its own for each case, so that no two wait for each other.</summary>
    private static string PlaceOf(CaseId id) => $"case|{id}";

    private static int EventNumber(CaseEffect effect)
    {
        var parts = effect.Id.Split('-');
        return parts.Length > 2 && parts[0] == effect.Case.Value && int.TryParse(parts[1], out var number)
            ? number
            : throw new ArgumentException($"The effect {effect.Id} does not name its case and the number of an event.", nameof(effect));
    }
}
