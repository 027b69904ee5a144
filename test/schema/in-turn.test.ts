import { describe, expect, it } from 'vitest';
import { inTurn } from '../../schema/in-turn.js';

describe('values in turn', () => {
  it('leave the event loop to others between one and the next', async () => {
    const order: string[] = [];
    const first = inTurn('first').then((value) => {
      order.push(value);
      setImmediate(() => order.push('somebody else'));
    });
    const second = inTurn('second').then((value) => order.push(value));
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'somebody else', 'second']);
  });
});
