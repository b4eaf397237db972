using NodaTime;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IMailAllowance"/> keeps to. Where many take at once, the bound holds exactly.</summary>
public abstract class MailAllowanceContract
{
    private static readonly LocalDate s_monday = new(2026, 11, 23);

    protected abstract IMailAllowance Allowance { get; }

    [Fact]
    public async Task So_many_a_day_and_no_more()
    {
        Assert.True(await TakeAsync("ann@example.org", "e-1"));
        Assert.True(await TakeAsync("ann@example.org", "e-2"));
        Assert.True(await TakeAsync("ann@example.org", "e-3"));
        Assert.False(await TakeAsync("ann@example.org", "e-4"));
        Assert.False(await TakeAsync("ann@example.org", "e-4"));
    }

    [Fact]
    public async Task An_effect_that_is_tried_again_takes_nothing_more_and_is_not_refused_later()
    {
        for (var tries = 0; tries < 5; tries++)
            Assert.True(await TakeAsync("ann@example.org", "e-1"));
        Assert.True(await TakeAsync("ann@example.org", "e-2"));
        Assert.True(await TakeAsync("ann@example.org", "e-3"));

        Assert.True(await TakeAsync("ann@example.org", "e-1"));
        Assert.False(await TakeAsync("ann@example.org", "e-4"));
    }

    [Fact]
    public async Task Each_address_and_each_day_has_its_own()
    {
        for (var number = 0; number < 3; number++)
            await TakeAsync("ann@example.org", $"e-{number}");

        Assert.True(await TakeAsync("bob@example.org", "e-3"));
        Assert.True(await Allowance.TakeAsync("ann@example.org", s_monday.PlusDays(1), "e-3", 3, default));
        Assert.False(await TakeAsync("ANN@example.org", "e-3"));
    }

    [Fact]
    public async Task Of_many_who_take_at_once_just_so_many_get_one()
    {
        var got = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => TakeAsync("ann@example.org", $"e-{number}")));

        Assert.Equal(3, got.Count(taken => taken));
        Assert.False(await TakeAsync("ann@example.org", "e-99"));
    }

    private Task<bool> TakeAsync(string address, string effect) => Allowance.TakeAsync(address, s_monday, effect, 3, default);
}
