using System.Security.Cryptography;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IKeptFiles"/> keeps to.</summary>
public abstract class KeptFilesContract
{
    private const string Place = "abcdefgh01";

    protected abstract IKeptFiles Files { get; }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(655_360)]
    [InlineData(655_361)]
    [InlineData(25 * 1024 * 1024)]
    public async Task A_file_comes_back_byte_for_byte(int length)
    {
        var content = Bytes(length);

        await Files.PutAsync(Place, Name(content), content, default);

        await FoundAsync(content);
    }

    [Fact]
    public async Task Putting_it_again_changes_nothing_even_at_once()
    {
        var content = Bytes(1_000_000);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Files.PutAsync(Place, Name(content), content, default)));
        await Files.PutAsync(Place, Name(content), content, default);

        await FoundAsync(content);
    }

    [Fact]
    public async Task A_file_is_in_its_own_place_alone()
    {
        var content = Bytes(10);
        await Files.PutAsync(Place, Name(content), content, default);

        Assert.Null(await Files.FindAsync(IKeptFiles.ParkedPlaceName, Name(content), default));
        await Files.DropAsync(IKeptFiles.ParkedPlaceName, Name(content), default);
        Assert.NotNull(await Files.FindAsync(Place, Name(content), default));
    }

    [Fact]
    public async Task What_was_dropped_is_gone_and_may_come_back()
    {
        var (content, other) = (Bytes(900_000), Bytes(5));
        await Files.PutAsync(Place, Name(content), content, default);
        await Files.PutAsync(Place, Name(other), other, default);

        await Files.DropAsync(Place, Name(content), default);
        await Files.DropAsync(Place, Name(content), default);

        Assert.Null(await Files.FindAsync(Place, Name(content), default));
        Assert.NotNull(await Files.FindAsync(Place, Name(other), default));
        await Files.PutAsync(Place, Name(content), content, default);
        await FoundAsync(content);
    }

    // Not Assert.Equal, which walks along 25 MB slowly.
    private async Task FoundAsync(byte[] content)
    {
        var found = await Files.FindAsync(Place, Name(content), default);
        Assert.True(content.AsSpan().SequenceEqual(found));
    }

    protected static string Name(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    protected static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
