using System.Net;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>What one question to the queue may cost, however long the list.</summary>
[Collection(AzuriteTests.Name)]
public sealed class IndexQueueTests(AzuriteServer azurite)
{
    private static readonly CaseQuery s_all = new() { Now = StoredCases.Monday };

    private readonly World _world = new();

    [Fact]
    public async Task A_search_of_many_cases_reads_so_many_pages_and_says_where_it_stopped()
    {
        var line = new Line();
        var tables = await azurite.NewTablesAsync(o => o.AddPolicy(new LinePolicy(line), Azure.Core.HttpPipelinePosition.PerRetry));
        await FillAsync(tables, 75, n => n % 20 > 16 || n > 70 ? ["kettle"] : ["parcel"]);
        var queue = new IndexQueue(tables, new CaseIndex(tables), _world) { Few = 5, RowsAtATime = 10, MostPages = 2 };

        foreach (var (limit, owner) in new[] { (3, null), (50, null), (1, "maya") })
        {
            var query = s_all with { Text = "kettle", Limit = limit, Owner = owner };
            var pages = new List<CasePage>();
            do
            {
                var before = line.Calls;
                pages.Add(await queue.QueryAsync(query, default));
                Assert.True(line.Calls - before <= 4, "Two pages of the word, and two of the list.");
                query = query with { Cursor = pages[^1].Next };
            }
            while (query.Cursor is not null);

            Assert.Equal(
                Enumerable.Range(0, 75).Where(n => n % 20 > 16 || n > 70).Select(n => StoredCases.Opened(n).Case.Id), pages.SelectMany(p => p.Cases).Select(c => c.Id));
            Assert.Equal(limit == 50 ? 4 : pages.Count, pages.Count);
            Assert.All(pages, p => Assert.True(p.Cases.Count <= limit));
        }
    }

    [Fact]
    public async Task A_first_page_may_be_empty_and_have_a_next()
    {
        var tables = await azurite.NewTablesAsync();
        await FillAsync(tables, 40, n => n >= 30 ? ["kettle"] : ["parcel"]);
        var queue = new IndexQueue(tables, new CaseIndex(tables), _world) { Few = 5, RowsAtATime = 10, MostPages = 2 };

        var first = await queue.QueryAsync(s_all with { Text = "kettle" }, default);
        Assert.Empty(first.Cases);
        var second = await queue.QueryAsync(s_all with { Text = "kettle", Cursor = first.Next }, default);

        Assert.Equal(Enumerable.Range(30, 10).Select(n => StoredCases.Opened(n).Case.Id), second.Cases.Select(c => c.Id));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_page_that_was_begun_by_walking_goes_on_by_walking_though_few_have_the_word_now()
    {
        var tables = await azurite.NewTablesAsync();
        await FillAsync(tables, 40, n => n is 0 or > 30 ? ["kettle"] : ["parcel"]);
        var first = await new IndexQueue(tables, new CaseIndex(tables), _world) { Few = 5, RowsAtATime = 10, MostPages = 2 }.QueryAsync(s_all with { Text = "kettle" }, default);
        Assert.Equal(StoredCases.Opened(0).Case.Id, Assert.Single(first.Cases).Id);

        var rest = await new IndexQueue(tables, new CaseIndex(tables), _world).QueryAsync(s_all with { Text = "kettle", Cursor = first.Next }, default);

        Assert.Equal(Enumerable.Range(31, 9).Select(n => StoredCases.Opened(n).Case.Id), rest.Cases.Select(c => c.Id));
    }

    [Fact]
    public async Task A_rare_filter_is_looked_for_so_many_pages_at_a_time_without_a_case_in_them()
    {
        var service = new ScanningService(pages: 45);
        var queue = Queue(service);

        var first = await queue.QueryAsync(s_all with { Escalated = true }, default);
        Assert.Equal((0, 20), (first.Cases.Count, service.Asked.Count));
        var second = await queue.QueryAsync(s_all with { Escalated = true, Cursor = first.Next }, default);
        Assert.Equal((0, 40), (second.Cases.Count, service.Asked.Count));
        var third = await queue.QueryAsync(s_all with { Escalated = true, Cursor = second.Next }, default);

        Assert.Equal((0, null, 45), (third.Cases.Count, third.Next, service.Asked.Count));
        Assert.Equal(Enumerable.Range(0, 45).Select(n => n == 0 ? null : $"1!8!row/+={n:00}"), service.Asked);
    }

    [Fact]
    public async Task A_service_that_is_slow_is_asked_less_before_the_answer()
    {
        // The service works on one page for five seconds at most.
        var service = new ScanningService(pages: 45) { Asks = () => _world.Now += Duration.FromSeconds(5) };

        var first = await Queue(service).QueryAsync(s_all with { Escalated = true }, default);

        Assert.NotNull(first.Next);
        Assert.Equal(2, service.Asked.Count);
    }

    [Theory]
    [InlineData("w.")]
    [InlineData("w.!")]
    [InlineData("w.w6k")]
    [InlineData("w")]
    public async Task A_place_of_the_walk_that_was_never_given_out_is_refused(string cursor) =>
        await Assert.ThrowsAsync<InvalidCursorException>(() => Queue(new ScanningService(pages: 3)).QueryAsync(s_all with { Cursor = cursor }, default));

    private IndexQueue Queue(ScanningService service)
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(service), Retry = { MaxRetries = 0 } };
        var tables = new RecoveryTables(new TableServiceClient(azurite.ConnectionString, options));
        return new IndexQueue(tables, new CaseIndex(tables), _world);
    }

    private static Task FillAsync(RecoveryTables tables, int cases, Func<int, IReadOnlyList<string>> words) => Parallel.ForEachAsync(
        Enumerable.Range(0, cases),
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (n, cancel) => await new CaseIndex(tables).ProjectAsync(
            new IndexEntry(StoredCases.Opened(n, "x", StoredCases.Monday + Duration.FromMinutes(n)).Summary, 1, null), null, null, words(n), cancel));

    /// <summary>
    /// As Table Storage answers a filter that hardly a row passes: after five seconds with nothing and with where it is. Azurite
    /// always looks to the end.
    /// </summary>
    private sealed class ScanningService(int pages) : HttpMessageHandler
    {
        public List<string?> Asked { get; } = [];

        public Action Asks { get; init; } = () => { };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asks();
            Asked.Add(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request.RequestUri!.Query).TryGetValue("NextRowKey", out var row) ? row.ToString() : null);
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{\"value\":[]}", System.Text.Encoding.UTF8, "application/json") };
            if (Asked.Count < pages)
            {
                answer.Headers.Add("x-ms-continuation-NextPartitionKey", "1!8!Y2FzZXM-");
                answer.Headers.Add("x-ms-continuation-NextRowKey", $"1!8!row/+={Asked.Count:00}");
            }

            return Task.FromResult(answer);
        }
    }
}
