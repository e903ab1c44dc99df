import path from 'node:path'
import { measuredPace, paceEnvironment, paceOf } from '@/lib/testing/pace'
import { sum } from './counts'
import { ensureNode, MATRIX_NODES, type MatrixNode } from './matrix-nodes'
import type { PreparationName } from './preparations'
import { runVitest } from './run-files'
import type { Context, Outcome } from './tier'

const PREPARED_BY = { '20.19.0': 'node-20', '22.23.3': 'node-22', '24.21.0': 'node-24' } as const satisfies Record<
  MatrixNode,
  PreparationName
>

/** Unit waits for nothing and db waits most of its time, so the two run beside each other. */
const LANES = [['unit'], ['db', 'matrix']] as const

/** Unit, db and a start of the panel on each Node, one Node after another. */
export async function runMatrix(root: string, context: Context): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const version of MATRIX_NODES) {
    const lacking = context.unprepared.has(PREPARED_BY[version])
    outcomes.push(lacking ? { passed: 0, failed: 0, skipped: 1 } : await onNode(version, root, context))
  }
  return merge(outcomes)
}

async function onNode(version: MatrixNode, root: string, { say, filter }: Context): Promise<Outcome> {
  const node = await ensureNode(version)
  const env = {
    PATH: [path.dirname(node), process.env['PATH']].join(path.delimiter),
    // Half of the machine each.
    ...paceEnvironment(paceOf((measuredPace() ?? 1) * LANES.length, 1)),
  }
  const label = `Node ${version}`
  const lanes = LANES.map((projects) => {
    const name = `matrix-${version}-${projects[0]}`
    return runVitest(projects, { root, filter, say, env, node, label, name })
  })
  return merge(await Promise.all(lanes))
}

const merge = (outcomes: readonly Outcome[]): Outcome => ({
  ...sum(outcomes),
  failedFiles: outcomes.flatMap(({ failedFiles }) => failedFiles ?? []),
  failures: outcomes.flatMap(({ failures }) => failures ?? []),
})
