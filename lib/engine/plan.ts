import type { Step } from './step'

declare const outputType: unique symbol
/** A promise of a node's output; using one as an input draws an edge. */
export interface Ref<out T> {
  readonly $ref: string
  readonly [outputType]?: T
}
/** Stands in an input for a value that the plan holds once, however many nodes are given it. */
export interface Shared<out T> {
  readonly $shared: string
  readonly [outputType]?: T
}
/** The shape of an input in which any value may be promised by an earlier node, or shared with others. */
export type Wired<I> = I | Ref<I> | Shared<I> | (I extends object ? { readonly [K in keyof I]: Wired<I[K]> } : never)

export interface PlanNode {
  readonly id: string
  readonly step: string
  /** JSON with `{ $ref: nodeId }` where an output of that node goes, and `{ $shared: key }` where a shared value goes. */
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
  /** What several nodes are given, by the key that stands in their inputs. None in plans of older panels. */
  readonly shared?: Readonly<Record<string, unknown>>
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

const isShared = (value: unknown): value is Shared<unknown> =>
  typeof value === 'object' && value !== null && '$shared' in value

function refsIn(value: unknown): readonly string[] {
  if (isRef(value)) return [value.$ref]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(refsIn)
}

/** What stands behind the `{ $ref }` and `{ $shared }` of an input. */
export interface InputSources {
  readonly outputs: Readonly<Record<string, unknown>>
  readonly shared?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Replaces every `{ $ref }` by the output of its node and every `{ $shared }` by its value, which are taken as they are:
 * what a manifest calls `$ref` is its own affair. Throws when one is missing: a bug in the engine.
 */
export function resolveInput(input: unknown, sources: InputSources): unknown {
  const { outputs, shared = {} } = sources
  if (isRef(input)) {
    if (!(input.$ref in outputs)) throw new Error(`no output of ${input.$ref} yet`)
    return outputs[input.$ref]
  }
  if (isShared(input)) {
    if (!(input.$shared in shared)) throw new Error(`the plan shares no ${input.$shared}`)
    return shared[input.$shared]
  }
  if (Array.isArray(input)) return input.map((item) => resolveInput(item, sources))
  if (typeof input !== 'object' || input === null) return input
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, resolveInput(value, sources)]))
}

/** Builds a plan node by node; references to nodes not yet added are refused, so a plan has no cycles. */
export class PlanBuilder {
  private readonly nodes: PlanNode[] = []
  private readonly shared: Record<string, unknown> = {}
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

  /**
   * Keeps a large value in the plan once, for the inputs of many nodes.
   * @param key of this content only, e.g. its hash
   */
  share<T>(key: string, value: T): Shared<T> {
    this.shared[key] = value
    return { $shared: key }
  }

  build(): Plan {
    const { lanes, stages, onFailure = 'hold' } = this.layout
    return { recipe: this.recipe, lanes, stages, nodes: this.nodes, shared: this.shared, onFailure }
  }
}
