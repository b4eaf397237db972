namespace Recovery.Local.Storage;

/// <summary>Told by the store when a case wants to be woken at another time than before.</summary>
public interface IWakeSignal
{
    void Raise();
}
