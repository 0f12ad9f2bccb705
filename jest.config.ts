import type { Config } from 'jest';

export default {
  testEnvironment: 'node',
  // Tests start processes and servers; a loaded machine may take its time.
  testTimeout: 30_000,
  // Tests wait more than they compute, so a core may serve one worker each and none is kept back.
  maxWorkers: '100%',
  roots: ['<rootDir>/src', '<rootDir>/plugins', '<rootDir>/test', '<rootDir>/bench'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', 'plugins/**/*.ts'],
} satisfies Config;
