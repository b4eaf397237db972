using Azure.Data.Tables;

namespace RecoveryFunctions.Tests.Azurite;

[Collection(AzuriteTests.Name)]
public sealed class AzuriteServerTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Tables_of_one_test_are_not_those_of_another()
    {
        var (mine, others) = (await azurite.NewTablesAsync(), await azurite.NewTablesAsync());
        await mine.Cases.AddEntityAsync(new TableEntity("p", "r"));

        Assert.True((await mine.Cases.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
        Assert.False((await others.Cases.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }
}
