import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import { defineStep, type ErasedStep } from '@/lib/engine/step'
import { scaledMs } from '@/lib/testing/pace'

const DemoInput = z.object({
  name: z.string(),
  /** Lines that it writes. */
  lines: z.number(),
  /** Then it waits until this file exists; null: it does not wait. */
  gate: z.string().nullable(),
  /** And fails while this file exists; null: never. */
  fault: z.string().nullable(),
})

/** A step that does nothing but write lines and wait for a file: what the machinery around steps is tested with. */
const work = defineStep({
  name: 'demo.work',
  title: 'Work',
  explain: { what: 'Writes lines.', why: 'For tests.', byHand: [], scripts: [] },
  input: DemoInput,
  output: z.string(),
  timeoutMs: scaledMs(120_000),
  skip: { label: 'Go on without it', output: 'skipped' },
  run: async (ctx, { name, lines, gate, fault }) => {
    for (let line = 1; line <= lines; line++) ctx.log(`${name} ${ctx.attempt} ${line}`)
    if (gate !== null) {
      await waitFor({
        look: async () => existsSync(gate) || undefined,
        deadlineMs: scaledMs(120_000),
        everyMs: 5,
        onDeadline: () => new AppError('gate-shut', { userMessage: 'The gate stayed shut.' }),
        clock: systemClock,
        signal: ctx.signal,
      })
    }
    if (fault !== null && existsSync(fault)) throw new AppError('planted', { userMessage: 'Planted fault.' })
    return name
  },
  undo: async (ctx, { name }) => ctx.log(`${name} undone`, 'info'),
})

export const demoSteps: ReadonlyMap<string, ErasedStep> = new Map([[work.name, work]])

export interface DemoOptions {
  readonly lanes: number
  readonly linesPerStep?: number
  /** Folder for gate files: the step of lane L waits for `L.open`, and fails while `L.fault` exists. */
  readonly folder?: string
}

/** `first`, then one node a lane side by side, then `last`. */
export function demoPlan({ lanes, linesPerStep = 1, folder }: DemoOptions): Plan {
  const names = Array.from({ length: lanes }, (_, index) => `lane${index + 1}`)
  const builder = new PlanBuilder('demo', {
    lanes: ['all', ...names].map((id) => ({ id, title: id, subtitle: '' })),
    stages: ['Begin', 'Work', 'End'],
  })
  const plain = { lines: linesPerStep, gate: null, fault: null }
  const first = builder.add('first', work, { name: 'first', ...plain }, { lane: 'all', stage: 'Begin' })
  const middle = names.map((name) => {
    const files =
      folder === undefined ? {} : { gate: path.join(folder, `${name}.open`), fault: path.join(folder, `${name}.fault`) }
    return builder.add(name, work, { name, ...plain, ...files }, { lane: name, stage: 'Work', after: [first] })
  })
  builder.add('last', work, { name: 'last', ...plain }, { lane: 'all', stage: 'End', after: middle })
  return builder.build()
}
