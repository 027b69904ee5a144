/** Members who take turns, one after the other and round again. */
export class Turns<Member> {
  readonly #inTurn = new Set<Member>();

  get size(): number {
    return this.#inTurn.size;
  }

  [Symbol.iterator](): IterableIterator<Member> {
    return this.#inTurn.values();
  }

  /** The member comes after all who are there. */
  add(member: Member): void {
    this.#inTurn.add(member);
  }

  remove(member: Member): void {
    this.#inTurn.delete(member);
  }

  /**
   * Whose turn it is: of those who can make use of one, whoever has the fewest under way, and of these
   * who has waited longest since the last. They come after all others then; who was passed over keeps
   * their place.
   */
  next(
    canUse: (member: Member) => boolean,
    underWay: (member: Member) => number,
  ): Member | undefined {
    let next: Member | undefined;
    let fewest = Infinity;
    for (const member of this.#inTurn) {
      if (underWay(member) >= fewest || !canUse(member)) continue;
      next = member;
      fewest = underWay(member);
    }
    if (next === undefined) return undefined;
    this.#inTurn.delete(next);
    this.#inTurn.add(next);
    return next;
  }
}
