import path from 'node:path'
import { defineConfig } from 'vitest/config'

const alias = { '@': path.resolve(import.meta.dirname) }
const exclude = ['**/node_modules/**', '.next/**', 'dist/**', 'e2e/browser/**']
const otherTiers = ['db', 'ssh', 'panel', 'outside', 'lab'].map((tier) => `**/*.${tier}.test.ts`)

/** Tests of whole processes: one file after another, with time to start and stop them. */
const whole = { pool: 'forks', fileParallelism: false, testTimeout: 180_000, hookTimeout: 300_000 } as const

/** One project a tier: `npx vitest run --project unit`. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...exclude, ...otherTiers],
          pool: 'threads',
          isolate: false,
          testTimeout: 10_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude,
          pool: 'forks',
          globalSetup: ['./lib/testing/postgres.setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          // Against a real OpenSSH server on the loopback, started by the tests themselves.
          name: 'ssh',
          include: ['**/*.ssh.test.ts'],
          exclude,
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { resolve: { alias }, test: { name: 'panel', include: ['e2e/panel/**/*.panel.test.ts'], exclude, ...whole } },
      {
        resolve: { alias },
        test: { name: 'outside', include: ['e2e/outside/**/*.outside.test.ts'], exclude, ...whole },
      },
      { resolve: { alias }, test: { name: 'lab', include: ['e2e/lab/**/*.lab.test.ts'], exclude, ...whole } },
    ],
  },
})
