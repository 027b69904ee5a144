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
   * Whose turn it is: whoever can make use of one and has waited longest since the last. They come
   * after all others then; who was passed over keeps their place.
   */
  next(canUse: (member: Member) => boolean): Member | undefined {
    for (const member of this.#inTurn) {
      if (!canUse(member)) continue;
      this.#inTurn.delete(member);
      this.#inTurn.add(member);
      return member;
    }
    return undefined;
  }
}
