param location string
param tags object
param workspaceId string
param alertEmail string

// One rule each. The app's events are known by their name; the start of the message stands in where a
// collector has dropped the name. docs/operations.md has a heading for each.
var rules = [
  {
    name: 'poison-messages'
    description: 'What came by a queue or over HTTP could not be processed and was parked.'
    severity: 1
    threshold: 0
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "PoisonMessage" or Message startswith "What came by "'
  }
  {
    name: 'failed-orchestrations'
    description: 'The orchestration of a case had ended when it should not have; it was started anew.'
    severity: 1
    threshold: 0
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "OrchestrationFailed" or Message startswith "The orchestration of the case "'
  }
  {
    name: 'failed-turns'
    description: 'Cases cannot be given their turn, again and again.'
    severity: 1
    threshold: 5
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "TurnFailed" or (Message startswith "The case " and Message has "could not be given its turn")'
  }
  {
    name: 'unsent-effects'
    description: 'Mail, alerts or webhooks cannot be handed over, again and again.'
    severity: 2
    threshold: 10
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "EffectFailed" or Message startswith "An effect failed"'
  }
  {
    name: 'undelivered-mail'
    description: 'Several messages were taken by the mail service and did not reach their readers.'
    severity: 2
    threshold: 5
    window: 'PT1H'
    query: 'AppTraces | where tostring(Properties.EventName) == "MailUndelivered" or (Message startswith "Mail " and Message has "was not delivered")'
  }
  {
    name: 'overdue-cases'
    description: 'Sweep after sweep finds cases that nothing woke in time.'
    severity: 1
    threshold: 3
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "CasesOverdue" or Message has "cases were not woken in time"'
  }
  {
    name: 'parked-deliveries'
    description: 'Events for a downstream app were given up; they can be replayed.'
    severity: 2
    threshold: 0
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "DeliveriesParked" or Message startswith "Deliveries to the webhook "'
  }
  {
    name: 'overdue-webhooks'
    description: 'Sweep after sweep finds webhooks with something due that nobody is at.'
    severity: 2
    threshold: 3
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "WebhooksOverdue" or Message startswith "Webhooks with something to deliver "'
  }
  {
    name: 'stalled-jobs'
    description: 'A list of complaints or of customers comes to rest before its end, again and again.'
    severity: 1
    threshold: 1
    window: 'PT30M'
    query: 'AppTraces | where tostring(Properties.EventName) == "JobStalled" or (Message startswith "The job " and Message has "had come to rest")'
  }
  {
    name: 'storage-unready'
    description: 'Calls to tables or queues fail, again and again; the app is not ready.'
    severity: 0
    threshold: 5
    window: 'PT30M'
    query: 'union AppTraces, AppExceptions | where tostring(Properties.EventName) == "StorageUnready" or Message startswith "Tables and queues could not be made ready" or Message contains "Azure.RequestFailedException" or OuterMessage contains "Azure.RequestFailedException" or ExceptionType has "RequestFailedException"'
  }
  {
    name: 'server-errors'
    description: 'Requests fail on our side.'
    severity: 1
    threshold: 5
    window: 'PT30M'
    query: 'union AppRequests, AppTraces | where toint(ResultCode) between (500 .. 599) or Message contains " failed, trace "'
  }
]

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'recovery-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'recovery'
    enabled: true
    emailReceivers: empty(alertEmail) ? [] : [
      {
        name: 'operators'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2021-08-01' = [
  for rule in rules: {
    name: rule.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Recovery: ${rule.name}'
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [
        workspaceId
      ]
      evaluationFrequency: 'PT15M'
      windowSize: rule.window
      autoMitigate: true
      // The tables of a workspace that is minutes old are not known to the check yet.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [
          operators.id
        ]
      }
    }
  }
]
