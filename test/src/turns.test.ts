import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/turns.js';

function turnsOf(...members: string[]) {
  const turns = new Turns<string>();
  for (const member of members) turns.add(member);
  return turns;
}
const anybody = () => true;
const none = () => 0;

describe('Turns', () => {
  it('go round in order of arrival', () => {
    const turns = turnsOf('a', 'b', 'c');
    expect([1, 2, 3, 4].map(() => turns.next(anybody, none))).toEqual(['a', 'b', 'c', 'a']);
  });

  it('come to a newcomer after those who are there', () => {
    const turns = turnsOf('a', 'b');
    turns.next(anybody, none);
    turns.add('c');
    expect([1, 2, 3].map(() => turns.next(anybody, none))).toEqual(['b', 'a', 'c']);
  });

  it('pass over who cannot use one, who stays the next', () => {
    const turns = turnsOf('a', 'b', 'c');
    const notA = (member: string) => member !== 'a';
    expect([1, 2, 3].map(() => turns.next(notA, none))).toEqual(['b', 'c', 'b']);
    expect(turns.next(anybody, none)).toBe('a');
  });

  it('come first to who has the fewest under way', () => {
    const turns = turnsOf('a', 'b', 'c');
    const underWay = (member: string) => (member === 'a' ? 1 : 0);
    expect([1, 2, 3].map(() => turns.next(anybody, underWay))).toEqual(['b', 'c', 'b']);
    const onlyA = (member: string) => member === 'a';
    expect(turns.next(onlyA, underWay)).toBe('a');
  });

  it('are nobody’s when nobody can use one', () => {
    expect(turnsOf('a').next(() => false, none)).toBeUndefined();
    expect(turnsOf().next(anybody, none)).toBeUndefined();
  });

  it('forget who leaves', () => {
    const turns = turnsOf('a', 'b');
    turns.remove('a');
    expect(turns.size).toBe(1);
    expect([...turns]).toEqual(['b']);
    expect(turns.next(anybody, none)).toBe('b');
  });
});
