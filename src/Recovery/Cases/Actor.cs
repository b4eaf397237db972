namespace Recovery.Cases;

public enum ActorKind
{
    /// <summary>The policy, acting by the clock or at once upon an event.</summary>
    Policy,
    Customer,
    Staff,
}

/// <summary>Who did it. Customers have no name here: their name is in the complaint, which can be erased.</summary>
/// <param name="Name">For staff, the id of a person of the policy or a name that they gave; else empty.</param>
public sealed record Actor(ActorKind Kind, string Name = "")
{
    public static readonly Actor Policy = new(ActorKind.Policy);
    public static readonly Actor Customer = new(ActorKind.Customer);

    public static Actor Staff(string name) => new(ActorKind.Staff, name);
}
