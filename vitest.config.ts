import { availableParallelism } from 'node:os'
import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { ensurePace } from './lib/testing/measure-pace.ts'
import { scaledMs } from './lib/testing/pace.ts'
import { markTests } from './lib/testing/refuse-in-tests.ts'

// `npm test` measures the machine before each tier; run by hand, vitest does it here.
await ensurePace()
markTests()
// What tests talk to is on this machine; panels that they start have their own setting (e2e/panel.ts).
process.env['BUZZCRATE_ALLOWED_ADDRESSES'] = '127.0.0.0/8,::1'

const alias = { '@': path.resolve(import.meta.dirname) }
// A list of files with commas: see scripts/test/matrix.ts.
const leftOut = (process.env['TESTS_LEFT_OUT'] ?? '').split(',').filter((file) => file !== '')
const exclude = ['**/node_modules/**', '.next/**', 'dist/**', 'e2e/browser/**', ...leftOut]
const otherTiers = ['db', 'ssh', 'panel', 'outside', 'images', 'boot', 'lab', 'matrix'].map(
  (tier) => `**/*.${tier}.test.ts`,
)

/**
 * "At once" may take some seconds on a busy machine, not vitest's one; still less than what mends by itself whatever
 * was missed (the bus's probe, 10 s).
 */
const expect = { poll: { timeout: scaledMs(5_000) } } as const

/** Tests of whole processes: one file after another, with time to start and stop them. */
const whole = {
  pool: 'forks',
  fileParallelism: false,
  testTimeout: scaledMs(180_000),
  hookTimeout: scaledMs(300_000),
  expect,
} as const

/** Wait for most of their time, for a sudo that hangs, a silence that is long enough or what Kubernetes does by and by. */
const waitingLab = [
  'e2e/lab/hosts/odd-boards.lab.test.ts',
  'e2e/lab/k3s/refusals.lab.test.ts',
  'e2e/lab/kubernetes/kubectl.lab.test.ts',
  'e2e/lab/kubernetes/real-api-server.lab.test.ts',
  'e2e/lab/kubernetes/watcher.lab.test.ts',
  'e2e/lab/remote/sudo-and-preflight.lab.test.ts',
]

/** Measure times or memory of the panel: nothing may run beside them. */
const measuredPanel = [
  'bench/budgets.panel.test.ts',
  'e2e/panel/attacks.panel.test.ts',
  'e2e/panel/flood.panel.test.ts',
  'e2e/panel/hostile-key.panel.test.ts',
  'e2e/panel/sign-in-flood.panel.test.ts',
]

/** Of whole processes that wait most of their time: two files beside each other. */
const beside = { ...whole, fileParallelism: true, maxWorkers: 2 } as const

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
          // On two cores vitest would run one file at a time.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: scaledMs(10_000),
          expect,
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
          // On two cores vitest would run one file at a time, which waits for Postgres most of its time. Each file has a
          // database of its own.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 1 },
          testTimeout: scaledMs(30_000),
          hookTimeout: scaledMs(60_000),
          expect,
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
          testTimeout: scaledMs(30_000),
          hookTimeout: scaledMs(30_000),
        },
      },
      {
        resolve: { alias },
        // The panel on another Node; `npm test -- --only matrix` runs it on several.
        test: { name: 'matrix', include: ['**/*.matrix.test.ts'], exclude, ...whole, sequence: { groupOrder: 2 } },
      },
      {
        resolve: { alias },
        test: {
          name: 'panel',
          include: ['**/*.panel.test.ts'],
          exclude: [...exclude, ...measuredPanel],
          ...beside,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve: { alias },
        test: { name: 'panel-alone', include: measuredPanel, ...whole, sequence: { groupOrder: 3 } },
      },
      {
        resolve: { alias },
        test: { name: 'outside', include: ['e2e/outside/**/*.outside.test.ts'], exclude, ...whole },
      },
      {
        resolve: { alias },
        // Waits for a simulated board, of another architecture than this machine.
        test: { name: 'boot', include: ['e2e/boot/**/*.boot.test.ts'], exclude, ...whole },
      },
      {
        resolve: { alias },
        test: { name: 'images', include: ['e2e/images/**/*.images.test.ts'], exclude, ...whole },
      },
      {
        resolve: { alias },
        test: {
          name: 'lab',
          include: ['e2e/lab/**/*.lab.test.ts'],
          exclude: [...exclude, ...waitingLab],
          ...whole,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve: { alias },
        // After the others, which have made what all labs need; beside each other, with hosts of their own.
        test: {
          name: 'lab-waiting',
          include: waitingLab,
          ...beside,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
