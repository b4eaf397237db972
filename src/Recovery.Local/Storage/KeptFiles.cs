using Recovery.Intake;

namespace Recovery.Local.Storage;

/// <summary>Files on disk, <c>files/PLACE/NAME</c> in the data directory, for their owner alone.</summary>
public sealed class KeptFiles(string dataDirectory) : IKeptFiles
{
    public const string DirectoryName = "files";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public async Task PutAsync(string place, string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var path = PathOf(place, name);
        if (File.Exists(path))
            return;
        MakeDirectory(Path.GetDirectoryName(path)!);
        // Written aside and moved, so that a crash leaves no half of a file under its name.
        var aside = $"{path}.{Guid.NewGuid():n}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            await using (var file = new FileStream(aside, options))
            {
                await file.WriteAsync(content, cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    public async Task<byte[]?> FindAsync(string place, string name, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(place, name), cancel);
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Task DropAsync(string place, string name, CancellationToken cancel)
    {
        try
        {
            File.Delete(PathOf(place, name));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever kept there.
        }

        return Task.CompletedTask;
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    private string PathOf(string place, string name) => Path.Combine(dataDirectory, DirectoryName, KeptFileNames.Checked(place), KeptFileNames.Checked(name));
}
