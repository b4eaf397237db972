using System.Collections.Immutable;
using Recovery.Cases;

namespace Recovery.Reporting;

/// <summary>Names of what is counted for a day. A figure, once counted under a name, keeps it.</summary>
public static class Figures
{
    /// <summary>Cases opened.</summary>
    public const string Received = "received";

    /// <summary>Times that a case was reopened.</summary>
    public const string Reopened = "reopened";

    /// <summary>Times that a customer had to ask before we told them.</summary>
    public const string AskedFirst = "asked-first";

    public const string Closed = "closed";
    public const string Answered = "answered";
    public const string Solved = "solved";
    public const string Recovered = "recovered";

    public static string PromiseKept(PromiseKind kind) => $"promise.kept.{WireName.Of(kind)}";

    public static string PromiseMissed(PromiseKind kind) => $"promise.missed.{WireName.Of(kind)}";

    /// <summary>Times that a case reached the level.</summary>
    public static string Escalated(int level) => $"escalated.{level}";
}

/// <summary>What a closed case adds to the day on which it was closed.</summary>
public static class OutcomeFigures
{
    /// <summary>Each figure is to be counted once; the same row always gives the same figures.</summary>
    public static ImmutableArray<string> Of(OutcomeRow row)
    {
        var figures = ImmutableArray.CreateBuilder<string>();
        figures.Add(Figures.Closed);
        figures.Add($"closed.{WireName.Of(row.Manner)}");
        AddIf(row.Answered, Figures.Answered);
        AddIf(row.Solved is true, Figures.Solved);
        AddIf(row.Recovered, Figures.Recovered);
        AddWith("outcome", row.Outcome);
        AddWith("cause", row.RootCause);
        AddWith("remedy", row.RemedyKind);
        AddWith("recovery", row.RecoveryTime is { } time ? RecoveryTimes.Index(time) : null);
        AddWith("satisfaction", row.Satisfaction);
        AddWith("recommend", row.Recommend);
        AddWith("would-return", row.WouldReturn is { } returns ? returns ? "yes" : "no" : null);
        return figures.DrainToImmutable();

        void AddIf(bool holds, string figure)
        {
            if (holds)
                figures.Add(figure);
        }

        void AddWith(string figure, object? value)
        {
            if (value is not null)
                figures.Add($"{figure}.{value}");
        }
    }
}
