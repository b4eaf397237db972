using Azure.Storage.Queues;

namespace RecoveryFunctions.Queues;

/// <param name="Raw">Gives messages as they lie there: a client that decodes base64 fails at the first that is none.</param>
public sealed record PoisonQueues(QueueServiceClient Raw);
