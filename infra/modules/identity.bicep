param location string
param tags object
param appIdentityName string
param eventsIdentityName string

@description('What the app is to storage, mail and monitoring, and to Entra when staff sign in. Assigned to nothing else.')
resource appIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: appIdentityName
  location: location
  tags: tags
}

@description('Brings reports on mail to their queue. A topic in the location "global" cannot have an identity of its own kind, so it gets this one.')
resource eventsIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: eventsIdentityName
  location: location
  tags: tags
}

output appIdentityId string = appIdentity.id
output appIdentityName string = appIdentity.name
output appClientId string = appIdentity.properties.clientId
output appPrincipalId string = appIdentity.properties.principalId
output eventsIdentityId string = eventsIdentity.id
output eventsPrincipalId string = eventsIdentity.properties.principalId
