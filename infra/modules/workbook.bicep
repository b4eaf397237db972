param location string
param tags object
param workspaceId string

resource figures 'Microsoft.Insights/workbooks@2022-04-01' = {
  name: guid(resourceGroup().id, 'recovery-figures')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Recovery figures'
    category: 'workbook'
    sourceId: workspaceId
    version: '1.0'
    serializedData: replace(loadTextContent('../workbook.json'), '{workspace}', workspaceId)
  }
}
