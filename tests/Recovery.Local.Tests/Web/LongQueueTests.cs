using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Cases;

namespace Recovery.Local.Tests.Web;

/// <summary>A store that looked through a part of a long list and found nothing there.</summary>
public class LongQueueTests
{
    [Fact]
    public async Task Where_nothing_was_found_so_far_the_queue_says_so_and_goes_on()
    {
        await using var site = await Site.StartAsync(with: s => s.AddSingleton<ICaseStore>(new Searching()));
        using var maya = site.Customer();
        await SignInTests.SignInAsync(maya);

        var first = await maya.PageAsync("/console?text=kettle");
        Assert.Contains("Nothing so far", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing here", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/console?text=kettle&amp;cursor=w.on\"", first, StringComparison.Ordinal);

        var last = await maya.PageAsync("/console?text=kettle&cursor=w.on");
        Assert.Contains("Nothing here", last, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_goes_on_by_the_cursor_of_an_empty_page()
    {
        await using var site = await Site.StartAsync(with: s => s.AddSingleton<ICaseStore>(new Searching()));
        using var api = site.Staff();

        Assert.Equal("""{"cases":[],"next":"w.on"}""", await api.PageAsync("/api/cases?text=kettle"));
        Assert.Equal("""{"cases":[]}""", await api.PageAsync("/api/cases?text=kettle&cursor=w.on", HttpStatusCode.OK));
    }

    private sealed class Searching : ICaseStore
    {
        public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => Task.FromResult(new CasePage([], query.Cursor is null ? "w.on" : null));

        public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => Task.FromResult<Case?>(null);

        public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) => Task.FromResult<CaseWork?>(null);

        public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => Task.FromResult<IReadOnlyList<CaseEvent>>([]);

        public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) => throw new NotSupportedException();

        public Task<Instant?> NextWakeAsync(CancellationToken cancel) => throw new NotSupportedException();
    }
}
