import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/turns.js';

const never = new AbortController().signal;

describe('Turns', () => {
  it('lets that many in at once, the rest in order of arrival', async () => {
    const turns = new Turns(2);
    const entered: string[] = [];
    const arrive = (name: string) => turns.take(never).then(() => entered.push(name));
    await Promise.all([arrive('a'), arrive('b')]);
    const others = [arrive('c'), arrive('d')];
    expect(turns.allTaken).toBe(true);
    expect(turns.waiting).toBe(2);
    expect(entered).toEqual(['a', 'b']);
    turns.give();
    turns.give();
    await Promise.all(others);
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
  });

  it('frees a turn that nobody waits for', async () => {
    const turns = new Turns(1);
    await turns.take(never);
    turns.give();
    expect(turns.allTaken).toBe(false);
  });

  it('forgets who leaves the queue', async () => {
    const turns = new Turns(1);
    await turns.take(never);
    const impatient = new AbortController();
    const left = turns.take(impatient.signal);
    const next = turns.take(never);
    impatient.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    turns.give();
    await next;
    expect(turns.waiting).toBe(0);
  });

  it('does not let in who has left already', async () => {
    const turns = new Turns(1);
    await expect(turns.take(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(turns.allTaken).toBe(false);
  });
});
