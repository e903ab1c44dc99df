import path from 'node:path'
import { measuredPace, paceEnvironment, paceOf } from '@/lib/testing/pace'
import { sum } from './counts'
import { ensureNode, MATRIX_NODES, type MatrixNode, OLDEST_NODE } from './matrix-nodes'
import type { PreparationName } from './preparations'
import { runVitest, vitestTier } from './run-files'
import type { Context, Outcome, Tier } from './tier'

const PREPARED_BY = {
  '20.19.0': 'node-20',
  '22.23.3': 'node-22',
  '24.21.0': 'node-24',
} as const satisfies Record<MatrixNode, PreparationName>

/**
 * Projects of vitest beside each other on each Node, one Node after another: a start of the panel on all of them. The
 * tiers `unit` and `db` have run on the oldest already. Unit waits for nothing and db waits most of its time, so the two
 * run side by side.
 */
const LANES = {
  '20.19.0': [['matrix']],
  '22.23.3': [['unit'], ['db', 'matrix']],
  '24.21.0': [['unit'], ['db', 'matrix']],
} as const satisfies Record<MatrixNode, readonly (readonly string[])[]>

/** What is repeated is about Node: types and the lists of folders are the same on each, and so are odd requests, mostly. */
const REPEATED = { TESTS_LEFT_OUT: 'lib/testing/new-provider.db.test.ts', FUZZ_CALLS: '2000' } as const

/** The last tier: what must run on every Node that the panel supports. */
export async function runMatrix(root: string, context: Context): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const version of MATRIX_NODES) {
    const lacking = context.unprepared.has(PREPARED_BY[version])
    outcomes.push(lacking ? { passed: 0, failed: 0, skipped: 1 } : await runLanes(version, root, context))
  }
  return merge(outcomes)
}

/** A tier of these projects on the oldest Node; on this one where that could not be had. */
export const oldestNodeTier =
  (...projects: readonly [string, ...string[]]): Tier['run'] =>
  async (root, context) =>
    context.unprepared.has(PREPARED_BY[OLDEST_NODE])
      ? vitestTier(...projects)(root, context)
      : runVitest(projects, { root, ...(await onNode(OLDEST_NODE)), ...shared(context), name: projects[0] })

async function runLanes(version: MatrixNode, root: string, context: Context): Promise<Outcome> {
  const { node, env, label } = await onNode(version)
  const lanes = LANES[version]
  // Its share of the machine.
  const pace = paceEnvironment(paceOf((measuredPace() ?? 1) * lanes.length, 1))
  const options = { root, node, label, ...shared(context), env: { ...env, ...pace, ...REPEATED } }
  return merge(
    await Promise.all(
      lanes.map((projects) => runVitest(projects, { ...options, name: `matrix-${version}-${projects[0]}` })),
    ),
  )
}

const shared = ({ say, filter }: Context) => ({ say, filter })

/** How tests are run on this Node, also the programs that they start. */
async function onNode(version: MatrixNode) {
  const node = await ensureNode(version)
  const env = { PATH: [path.dirname(node), process.env['PATH']].join(path.delimiter) }
  return { node, env, label: `Node ${version}` }
}

const merge = (outcomes: readonly Outcome[]): Outcome => ({
  ...sum(outcomes),
  failedFiles: outcomes.flatMap(({ failedFiles }) => failedFiles ?? []),
  failures: outcomes.flatMap(({ failures }) => failures ?? []),
})
