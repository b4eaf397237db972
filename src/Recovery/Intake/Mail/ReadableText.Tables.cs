namespace Recovery.Intake.Mail;

internal sealed partial class ReadableText
{
    private const int NoCell = -1;
    private const int EmptyCell = -2;

    /// <summary>The line on which the open cell began; see the two names above.</summary>
    private int _cellLine = NoCell;

    private bool _owedBar;

    public void StartTable()
    {
        _goesOn = false;
        _owedBar = false;
        Break(1);
        _cellLine = NoCell;
    }

    /// <summary>Before a row and after it.</summary>
    public void BreakRow()
    {
        _goesOn = false;
        _owedBar = false;
        Break(1);
        if (_cellLine == _lines)
            _owed = 1;
        _cellLine = NoCell;
    }

    /// <summary>Cells of one line each stand beside one another; a cell of several lines is a block of its own.</summary>
    public void StartCell()
    {
        if (_cellLine == _lines && _text.Length > 0)
        {
            _owed = 0;
            _blankLine = false;
            _owedBar = true;
        }
        else if (_cellLine >= 0)
        {
            _goesOn = false;
            Break(1);
        }

        // A paragraph that begins a cell begins no line of its own.
        _goesOn = true;
        _owedSpace = false;
        _cellLine = EmptyCell;
    }

    public void EndTable()
    {
        _goesOn = false;
        _owedBar = false;
        _cellLine = NoCell;
        Break(2);
    }
}
