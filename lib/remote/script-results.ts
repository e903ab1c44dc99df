import { z } from 'zod'
import type { NodeScript } from '@/lib/ports/node-script'
import { parseResult } from './results'

/** A script that may say anything (check-host.sh: facts and modules) says some ninety things. */
const MOST_KEYS = 200
/** Characters of all values together; a single one is as long as a line at most. */
const MOST_CHARACTERS = 512 * 1024

/**
 * The `::result` lines of a script, as its machine says them: only what the script's contract names is kept, and never more
 * than a bounded amount, whatever the machine repeats.
 */
export class ScriptResults {
  private readonly keys: ReadonlySet<string> | undefined
  private readonly kept = new Map<string, string>()
  private characters = 0
  private full = false

  /** @param keys Those of the contract; undefined where it takes any. */
  constructor(keys: ReadonlySet<string> | undefined) {
    this.keys = keys
  }

  /** Whether the line is a result, kept or not. */
  take(line: string): boolean {
    const result = parseResult(line)
    if (result === undefined) return false
    const [key, value] = result
    if (this.keys !== undefined && !this.keys.has(key)) return true
    const before = this.kept.get(key)
    const more = value.length - (before?.length ?? 0)
    if (this.characters + more > MOST_CHARACTERS || (before === undefined && this.kept.size >= MOST_KEYS)) {
      this.full = true
      return true
    }
    this.characters += more
    this.kept.set(key, value)
    return true
  }

  /** More was said than any honest machine has to say. */
  get isFull(): boolean {
    return this.full
  }

  values(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.kept)
  }
}

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_.-]*)\}/g

/** The keys that a script's contract names: of its result, of its messages, and of `reports`; undefined where it takes any. */
export function contractKeys<Env, Result>(script: NodeScript<Env, Result>): ReadonlySet<string> | undefined {
  if (!(script.result instanceof z.ZodObject)) return undefined
  const inMessages = Object.values(script.exits).flatMap(({ userMessage }) =>
    [...userMessage.matchAll(PLACEHOLDER)].map(([, key = '']) => key),
  )
  return new Set([...Object.keys(script.result.shape), ...inMessages, ...(script.reports ?? [])])
}
