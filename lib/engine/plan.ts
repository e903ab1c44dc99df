import type { Step } from './step'

declare const outputType: unique symbol
/** A promise of a node's output; using one as an input draws an edge. */
export interface Ref<out T> {
  readonly $ref: string
  readonly [outputType]?: T
}
/** The shape of an input in which any value may be promised by an earlier node. */
export type Wired<I> = I | Ref<I> | (I extends object ? { readonly [K in keyof I]: Wired<I[K]> } : never)

export interface PlanNode {
  readonly id: string
  readonly step: string
  /** JSON with `{ $ref: nodeId }` where an output of that node goes. */
  readonly input: unknown
  readonly after: readonly string[]
  /** Row of the run view: a machine's id, or `cluster`. */
  readonly lane: string
  /** Column of the run view. */
  readonly stage: string
}

export interface Lane {
  readonly id: string
  readonly title: string
  readonly subtitle: string
  /** The machine that it is of: where that is now is shown beside the subtitle. Plans of older panels wrote it there. */
  readonly machineId?: string
}

/** A DAG of steps, stored as JSON with the run. Nodes stand in an order in which they could run one by one. */
export interface Plan {
  readonly recipe: string
  readonly lanes: readonly Lane[]
  readonly stages: readonly string[]
  readonly nodes: readonly PlanNode[]
  /** `hold` waits for a person, `undo` takes everything back by itself. */
  readonly onFailure: 'hold' | 'undo'
}

export interface Layout {
  readonly lanes: readonly Lane[]
  readonly stages: readonly string[]
  readonly onFailure?: 'hold' | 'undo'
}

export interface Placement {
  readonly lane: string
  readonly stage: string
  /** Edges without data: run after these although no output of theirs is used. */
  readonly after?: readonly Ref<unknown>[]
}

export const isRef = (value: unknown): value is Ref<unknown> =>
  typeof value === 'object' && value !== null && '$ref' in value

function refsIn(value: unknown): readonly string[] {
  if (isRef(value)) return [value.$ref]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(refsIn)
}

/** Replaces every `{ $ref }` by the output of its node. Throws when an output is missing: a bug in the engine. */
export function resolveInput(input: unknown, outputs: Readonly<Record<string, unknown>>): unknown {
  if (isRef(input)) {
    if (!(input.$ref in outputs)) throw new Error(`no output of ${input.$ref} yet`)
    return outputs[input.$ref]
  }
  if (Array.isArray(input)) return input.map((item) => resolveInput(item, outputs))
  if (typeof input !== 'object' || input === null) return input
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, resolveInput(value, outputs)]))
}

/** Builds a plan node by node; references to nodes not yet added are refused, so a plan has no cycles. */
export class PlanBuilder {
  private readonly nodes: PlanNode[] = []
  private readonly recipe: string
  private readonly layout: Layout

  constructor(recipe: string, layout: Layout) {
    this.recipe = recipe
    this.layout = layout
  }

  add<I, O, P>(id: string, step: Step<I, O, P>, input: Wired<I>, placement: Placement): Ref<O> {
    const known = (other: string) => this.nodes.some((node) => node.id === other)
    if (known(id)) throw new Error(`duplicate node ${id}`)
    const after = [...new Set([...refsIn(input), ...(placement.after ?? []).map((ref) => ref.$ref)])]
    const unknown = after.find((other) => !known(other))
    if (unknown !== undefined) throw new Error(`unknown node ${unknown}`)
    if (!this.layout.lanes.some((lane) => lane.id === placement.lane)) throw new Error(`unknown lane ${placement.lane}`)
    if (!this.layout.stages.includes(placement.stage)) throw new Error(`unknown stage ${placement.stage}`)
    this.nodes.push({ id, step: step.name, input, after, lane: placement.lane, stage: placement.stage })
    return { $ref: id }
  }

  build(): Plan {
    const { lanes, stages, onFailure = 'hold' } = this.layout
    return { recipe: this.recipe, lanes, stages, nodes: this.nodes, onFailure }
  }
}
