import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isLoopback, readConfig } from '../../src/config.js';

describe('readConfig', () => {
  it('needs no setting at all', () => {
    expect(readConfig({})).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      dataDir: '.data',
      databaseUrl: undefined,
      corsOrigins: [],
      isDevelopment: false,
      simulation: { workers: availableParallelism(), queue: 32, deadlineMs: 30_000 },
      streams: { total: 10_000, perWorkspace: 5_000, heartbeatMs: 10_000 },
    });
  });

  it('reads every setting', () => {
    expect(
      readConfig({
        PORT: '5001',
        HOST: 'localhost',
        DATA_DIR: '/tmp/groundswell',
        DATABASE_URL: 'postgresql://127.0.0.1:5432/groundswell',
        CORS_ORIGINS: 'https://a.example, http://localhost:3000',
        NODE_ENV: 'development',
        SIMULATION_WORKERS: '3',
        SIMULATION_QUEUE: '1',
        SIMULATION_DEADLINE_SECONDS: '5',
        STREAMS: '7',
        WORKSPACE_STREAMS: '6',
        HEARTBEAT_SECONDS: '3',
      }),
    ).toEqual({
      port: 5001,
      host: 'localhost',
      dataDir: '/tmp/groundswell',
      databaseUrl: 'postgresql://127.0.0.1:5432/groundswell',
      corsOrigins: ['https://a.example', 'http://localhost:3000'],
      isDevelopment: true,
      simulation: { workers: 3, queue: 1, deadlineMs: 5000 },
      streams: { total: 7, perWorkspace: 6, heartbeatMs: 3000 },
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({
      port: 4000,
      databaseUrl: undefined,
    });
  });

  it('is frozen', () => {
    const config = readConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.simulation)).toBe(true);
    expect(Object.isFrozen(config.corsOrigins)).toBe(true);
  });

  it('names every bad variable at once, in one line', () => {
    expect(() =>
      readConfig({ PORT: '70000', CORS_ORIGINS: 'example.com/path', NODE_ENV: 'staging' }),
    ).toThrow(
      'PORT must be a whole number from 0 to 65535, but got "70000"; ' +
        'CORS_ORIGINS must be origins such as https://planner.example.com, separated by commas, ' +
        'but got "example.com/path"; ' +
        'NODE_ENV must be production, development or test, but got "staging"',
    );
  });

  it.each(['0x10', '1e3', '-1', '4000.5', ' 80'])('refuses %j as a port', (port) => {
    expect(() => readConfig({ PORT: port })).toThrow('PORT must be a whole number');
  });

  it.each(['*', 'null', 'ftp://a.example', 'https://a.example/'])(
    'refuses %j as an origin',
    (origin) => {
      expect(() => readConfig({ CORS_ORIGINS: origin })).toThrow('CORS_ORIGINS must be origins');
    },
  );

  it('takes an IPv6 host as an address writes it', () => {
    expect(readConfig({ HOST: '[::1]' }).host).toBe('::1');
  });

  it('refuses a host that others can reach, and says why', () => {
    expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow(
      'HOST must be localhost, 127.0.0.1 or ::1 until there is authentication: ' +
        'whoever reaches another address could read and change everything, but got "0.0.0.0"',
    );
  });

  it('never repeats a database URL, which may hold a password', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://user:secret@host/db' })).toThrow(
      /^DATABASE_URL must be a URL such as postgresql:(?!.*secret)/,
    );
  });
});

describe('isLoopback', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.255.0.9', '::1', '[::1]'])(
    'accepts %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    '',
    '0.0.0.0',
    '::',
    '127.0.0.1.evil.example',
    '127.1',
    '127.0.0.256',
    'localhost.evil',
  ])('refuses %j', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
