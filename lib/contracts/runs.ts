import { z } from 'zod'
import type { Plan as EnginePlan } from '@/lib/engine/plan'
import type { RunEvent as EngineEvent } from '@/lib/engine/state'
import type { Contract } from './endpoint'
import { Failure } from './failure'
import { Id, list, Time } from './field'

export const RunStatus = z.enum(['running', 'succeeded', 'held', 'unwinding', 'undone', 'stuck'])

/** See lib/shared/cluster-phase.ts. */
export const ClusterPhase = z.enum(['creating', 'ready', 'attention', 'deleting', 'deleted'])

/** What a run is about, as screens name it. */
const RunSubject = z.object({
  /** `cluster`, and what else lib/features/runs/subjects knows. */
  type: z.string(),
  id: z.string(),
  name: z.string(),
  /** The address of its own page; null when it has none. */
  href: z.string().nullable(),
})

/** A run in a list. */
export const RunSummary = z
  .object({
    id: z.string(),
    /** 1, 2, 3 … within the subject. */
    number: z.number(),
    /** The address of its page. */
    href: z.string(),
    subject: RunSubject,
    /** Of simulated machines: to be said wherever it is shown. */
    practice: z.boolean(),
    recipe: z.string(),
    /** What the person reads, e.g. `Creating hard-crate`. */
    title: z.string(),
    status: RunStatus,
    createdAt: Time,
    /** When a worker took it first. */
    startedAt: Time.nullable(),
    /** When it was over: succeeded or undone. */
    endedAt: Time.nullable(),
  })
  .meta({ id: 'Run' })
export type RunSummary = z.infer<typeof RunSummary>

const Lane = z.object({ id: z.string(), title: z.string(), subtitle: z.string() })

/** A plan as it is sent: what its nodes are given is left out. */
const Plan: z.ZodType<EnginePlan> = z
  .object({
    recipe: z.string(),
    lanes: list(Lane),
    stages: list(z.string()),
    nodes: list(
      z.object({
        id: z.string(),
        step: z.string(),
        input: z.unknown(),
        after: list(z.string()),
        lane: z.string(),
        stage: z.string(),
      }),
    ),
    onFailure: z.enum(['hold', 'undo']),
  })
  .meta({ id: 'Plan' })

const event = { at: Time }
const ofNode = { ...event, node: z.string() }

/** An event of a run's log; see lib/engine/state.ts for what each means. Outputs are left out. */
const RunEvent: z.ZodType<EngineEvent> = z
  .discriminatedUnion('type', [
    z.object({ ...event, type: z.literal('claimed'), by: z.string() }),
    z.object({ ...ofNode, type: z.enum(['started', 'undo_started', 'undo_finished']) }),
    z.object({ ...ofNode, type: z.enum(['succeeded', 'skipped']), output: z.unknown() }),
    z.object({ ...ofNode, type: z.literal('attempt_failed'), error: Failure, retryAt: Time }),
    z.object({ ...ofNode, type: z.enum(['failed', 'undo_failed']), error: Failure }),
    z.object({ ...event, type: z.literal('retry_requested'), node: z.string().exactOptional(), actor: z.string() }),
    z.object({
      ...event,
      type: z.literal('cancel_requested'),
      outcome: z.enum(['hold', 'undo']),
      actor: z.string(),
    }),
    z.object({ ...event, type: z.literal('cleanup_requested'), actor: z.string() }),
    z.object({ ...ofNode, type: z.literal('undo_given_up'), actor: z.string() }),
  ])
  .meta({ id: 'RunEvent' })

/** Where a run that waits for a worker stands in the line; the live topic brings it anew whenever it changes. */
export const RunWait = z
  .object({
    /** 1 is the next of all that wait. */
    place: z.number(),
    /** Runs of the same person that are going on, and how many may at a time. */
    ownRunning: z.number(),
    ownMost: z.number(),
  })
  .meta({ id: 'RunWait' })
export type RunWait = z.infer<typeof RunWait>

/** Everything a run's page begins with; the stream goes on from here. */
export const RunData = z
  .object({
    run: RunSummary,
    /** Null for a run that a worker drives, or that rests. */
    waiting: RunWait.nullable(),
    /** What its success does to the subject. */
    effect: z.enum(['makes', 'changes', 'removes']),
    plan: Plan,
    /** All so far: the first has number 1, so the stream goes on after number `events.length`. */
    events: list(RunEvent),
    /** Number of the last log line; 0 when there is none. */
    logHead: z.number(),
    /** Median seconds by step name, from earlier runs of this kind that succeeded. */
    estimates: z.record(z.string(), z.number()),
    /** How long the latest other run of this kind took, in milliseconds; null for the first. */
    lastTimeMs: z.number().nullable(),
    /** The panel's clock when this was read, to show durations on a browser whose clock differs. */
    now: Time,
  })
  .meta({ id: 'RunDetail' })
export type RunData = z.infer<typeof RunData>

/** One line of a run's log. Numbers are 1, 2, 3 … within the run, over all its nodes and workers. */
export const LogLine = z
  .object({
    seq: z.number(),
    at: Time,
    node: z.string(),
    /** The attempt at the node that wrote it. */
    attempt: z.number(),
    stream: z.enum(['out', 'err', 'cmd', 'info']),
    text: z.string(),
  })
  .meta({ id: 'LogLine' })
export type LogLine = z.infer<typeof LogLine>

const Seq = z.coerce.number().int().min(0).max(2_147_483_647)
const LogQuery = z
  .object({
    node: z.string().max(200).optional(),
    after: Seq.optional(),
    before: Seq.optional(),
    limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, {
    path: ['before'],
    message: 'Give either after or before, not both.',
  })

/** What a command led to. `seq` is its number among the run's events. */
export const CommandAnswer = z.object({ status: RunStatus, seq: z.number() }).meta({ id: 'CommandAnswer' })
export type CommandAnswer = z.infer<typeof CommandAnswer>

const params = z.object({ runId: Id })
const OneNode = z.object({ node: z.string().max(200) })
const command = { action: 'runs.command', params, answer: CommandAnswer } as const

export const runEndpoints = {
  'GET /api/runs/[runId]': {
    summary: 'Everything that a run’s page begins with.',
    action: 'runs.read',
    params,
    answer: RunData,
  },
  'GET /api/runs/[runId]/log': {
    summary: 'Lines after or before a number, of one node or all.',
    action: 'runs.read',
    params,
    query: LogQuery,
    answer: z.object({ lines: list(LogLine) }),
  },
  'GET /api/runs/[runId]/log.txt': {
    summary: 'The whole log as a text file.',
    action: 'runs.read',
    params,
    answer: { media: 'text/plain' },
  },
  'POST /api/runs/[runId]/cancel': {
    summary: 'Stops what a run is doing: `hold` keeps what was done so far, `undo` takes it back.',
    ...command,
    body: z.object({ outcome: z.enum(['hold', 'undo']) }),
  },
  'POST /api/runs/[runId]/retry': {
    summary: 'Goes on with a held run from what failed: one node, or every failed one.',
    ...command,
    body: z.object({ node: z.string().max(200).optional() }),
  },
  'POST /api/runs/[runId]/skip': {
    summary: 'Goes on without a failed node, where its step allows that.',
    ...command,
    body: OneNode,
  },
  'POST /api/runs/[runId]/clean-up': {
    summary: 'Takes back what a run did, newest first.',
    ...command,
  },
  'POST /api/runs/[runId]/give-up-undo': {
    summary: 'Goes on with a clean-up without a node whose undo fails. What it made stays.',
    ...command,
    body: OneNode,
  },
} as const satisfies Contract
