using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Sends what a round has in hand: some requests at a time, each stream in order, results saved while others are on their way.</summary>
internal sealed class DeliverySending(
    DeliveryRound round,
    DeliveryLoading loading,
    DeliverySaving saving,
    WebhookPost post,
    PumpOptions options,
    IClock clock,
    TimeProvider time,
    List<string> failures)
{
    private readonly List<Task<Sent>> _running = [];

    /// <summary>Comes back when no request is on its way any more, even when it fails.</summary>
    public async Task RunAsync(int budget, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var left = budget;
            while (true)
            {
                left -= await StartAsync(left, stop.Token);
                if (_running.Count == 0)
                    break;
                if (await FinishedAsync(stop.Token) is { } sent)
                    Take(sent);
                else if (!await saving.SaveAsync(stop.Token))
                    break;
            }

            cancel.ThrowIfCancellationRequested();
        }
        catch (Exception)
        {
            await stop.CancelAsync();
            await DrainAsync();
            await saving.SaveAsync(CancellationToken.None);
            throw;
        }

        await DrainAsync();
    }

    /// <returns>How many requests it began.</returns>
    private async Task<int> StartAsync(int left, CancellationToken cancel)
    {
        var begun = 0;
        while (begun < left && _running.Count < options.PerEndpoint && !IsHalted() && round.Ready.TryDequeue(out var lane))
        {
            cancel.ThrowIfCancellationRequested();
            if (await loading.FrontAsync(lane, cancel) is not { } item)
                continue;
            lane.Begun = item.Begun = true;
            begun++;
            _running.Add(SendAsync(lane, item.Event!.Event, cancel));
        }

        return begun;
    }

    private bool IsHalted() =>
        round.IsGone || round.IsUnsigned || EndpointBreaker.IsOpen(round.Health, clock.GetCurrentInstant());

    /// <returns>Null when nothing came for a while and there are results to save.</returns>
    private async Task<Task<Sent>?> FinishedAsync(CancellationToken cancel)
    {
        if (_running.Find(r => r.IsCompleted) is { } done)
            return done;
        return round.HasUnsaved && !await AnyAsync(cancel) ? null : await Task.WhenAny(_running);
    }

    /// <returns>False when time is up first.</returns>
    private async Task<bool> AnyAsync(CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pause = Task.Delay(TimeSpan.FromSeconds(options.SaveAfter), time, enough.Token);
        await Task.WhenAny([.. _running, pause]);
        await enough.CancelAsync();
        return !pause.IsCompletedSuccessfully || _running.Exists(r => r.IsCompleted);
    }

    private void Take(Task<Sent> done)
    {
        _running.Remove(done);
        // A request that was cancelled may have arrived; it is sent again.
        if (done.IsCanceled)
            return;
        var (lane, result, at) = done.GetAwaiter().GetResult();
        round.Take(lane, result, at, clock.GetCurrentInstant());
    }

    private async Task DrainAsync()
    {
        while (_running.Count > 0)
            Take(await Task.WhenAny(_running));
    }

    private async Task<Sent> SendAsync(Lane lane, PublishedEvent published, CancellationToken cancel)
    {
        var at = clock.GetCurrentInstant();
        try
        {
            return new Sent(lane, await post.SendAsync(round.Subscription, published, cancel), at);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            // A fault of ours that one event brings out must not hold up the others for ever.
            failures.Add($"{published.Id}: {failure.GetType().Name}");
            return new Sent(lane, new SendResult(null, SendFault.Broken, clock.GetCurrentInstant() - at, null, ""), at);
        }
    }

    private sealed record Sent(Lane Lane, SendResult Result, Instant At);
}
