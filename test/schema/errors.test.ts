import { describe, expect, it } from 'vitest';
import { nameOf } from '../../schema/checks.js';
import { show } from '../../schema/errors.js';

describe('a value in a message', () => {
  it('is whole up to 100 characters, quotes included', () => {
    for (const text of ['x'.repeat(98), '😀'.repeat(98), '']) expect(show(text)).toBe(`"${text}"`);
  });

  it('is cut between characters, never inside one', () => {
    expect(show('x'.repeat(99))).toBe(`"${'x'.repeat(99)}… (101 characters)`);
    for (const before of ['', 'x', 'xy']) {
      const shown = show(before + '😀'.repeat(150));
      expect(shown).not.toMatch(/\p{Cs}/u);
      expect(shown).toBe(
        `"${before}${'😀'.repeat(99 - before.length)}… (${152 + before.length} characters)`,
      );
    }
  });
});

describe('a name of 1 to 100 printable characters', () => {
  it('may have 100 of two UTF-16 units, not 101', () => {
    expect(nameOf(['name'], '😀'.repeat(100))).toBe('😀'.repeat(100));
    expect(() => nameOf(['name'], '😀'.repeat(101))).toThrow('1 to 100 printable characters');
    expect(() => nameOf(['name'], ' ')).toThrow('1 to 100 printable characters');
    expect(() => nameOf(['name'], 'a\nb')).toThrow('1 to 100 printable characters');
  });
});
