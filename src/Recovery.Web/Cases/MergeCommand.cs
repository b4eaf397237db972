using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Cases;

/// <summary>The one command of staff that takes two cases.</summary>
internal static class MergeCommand
{
    /// <param name="expected">The version of the case that goes, as the caller saw it; null when any will do.</param>
    /// <returns>What became of it; null when <paramref name="members"/> have faults.</returns>
    public static async Task<(CommandResult? Result, IReadOnlyList<FieldFault> Faults)> RunAsync(
        HttpContext http, CaseId id, IReadOnlyDictionary<string, object?> members, CommandId command, int? expected)
    {
        var (typed, faults) = CommandReader.ReadMerge(members);
        if (typed is null)
            return (null, faults);
        if (await FindAsync(http, typed) is not { } into)
            return (null, [new FieldFault("into", "is neither the id nor the reference of a case")]);
        var by = Actor.Staff(http.Staff().Name);
        return (await http.Service<CaseMerging>().MergeAsync(id, into, command, by, expected, http.RequestAborted), []);
    }

    private static async Task<CaseId?> FindAsync(HttpContext http, string typed)
    {
        if (CaseId.TryParse(typed.ToLowerInvariant(), out var id))
            return id;
        var reference = typed.ToUpperInvariant();
        var query = new CaseQuery { Text = reference, Now = http.Service<IClock>().GetCurrentInstant(), Limit = 10 };
        var page = await http.Service<ICaseStore>().QueryAsync(query, http.RequestAborted);
        return page.Cases.Where(c => c.Reference == reference).Select(c => (CaseId?)c.Id).FirstOrDefault();
    }
}
