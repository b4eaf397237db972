namespace Recovery.Local.CommandLine;

/// <summary>How far something has come: a bar that is drawn over itself on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressBar(TextWriter output, bool isTerminal)
{
    private const int Width = 40;

    /// <summary>Of a hundred; a log needs no more lines than that.</summary>
    private const int LineEvery = 10;

    private int _told = -1;
    private bool _drawn;

    public static ProgressBar For(TextWriter output) => new(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);

    public void Show(int done, int of)
    {
        var share = of == 0 ? 100 : (int)(100L * Math.Min(done, of) / of);
        if (isTerminal)
        {
            var full = Width * share / 100;
            _drawn = true;
            output.Write($"\r[{new string('#', full)}{new string('.', Width - full)}] {share,3} %  {done} of {of}");
        }
        else if (share / LineEvery > _told / LineEvery || _told < 0)
        {
            output.WriteLine($"{share} %: {done} of {of} rows");
            _told = share;
        }
    }

    public void End()
    {
        if (_drawn)
            output.WriteLine();
        _drawn = false;
    }
}
