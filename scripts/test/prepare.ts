import { AppError } from '@/lib/core/errors'
import { ProgramError } from '../setup/run.mjs'
import type { Preparation } from './preparations'

type Say = (line: string) => void

/** What ends sooner gets one line, at its end. */
const WORTH_A_LINE_MS = 1_000
const SIGN_OF_LIFE_MS = 15_000

/**
 * Does something that may take long, with a line when it begins, a sign of life with the latest detail in between, and a
 * line with the time it took.
 */
export async function tellProgress<T>(
  title: string,
  say: Say,
  work: (detail: (text: string) => void) => Promise<T>,
): Promise<T> {
  const began = performance.now()
  const took = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
  let latest = ''
  const first = setTimeout(() => say(`prepare  ...  ${title}`), WORTH_A_LINE_MS)
  const sign = () => say(`prepare  ...  ${title}, ${took()} so far${latest === '' ? '' : `: ${latest}`}`)
  const signs = setInterval(sign, SIGN_OF_LIFE_MS)
  try {
    const result = await work((text) => {
      latest = text.trim().slice(0, 160)
    })
    say(`prepare  ok   ${title} (${took()})`)
    return result
  } catch (error) {
    say(`prepare  FAIL ${title}, after ${took()}`)
    throw error
  } finally {
    clearTimeout(first)
    clearInterval(signs)
  }
}

/** Makes each preparation once, whoever asks, and keeps why one could not be made. */
export class Preparing {
  readonly #table: Readonly<Record<string, Preparation>>
  readonly #root: string
  readonly #say: Say
  readonly #made = new Map<string, Promise<string | undefined>>()
  #background: Promise<unknown> = Promise.resolve()

  constructor(table: Readonly<Record<string, Preparation>>, root: string, say: Say) {
    this.#table = table
    this.#root = root
    this.#say = say
  }

  /** Begins those that mostly wait, one after another, and returns at once. */
  begin(names: readonly string[]): void {
    for (const name of this.#inOrder(names)) {
      if (!this.#entry(name).waits) continue
      this.#background = this.#background.then(() => this.#make(name))
    }
  }

  /** Resolves when all are made, with the reasons of those that could not be. */
  async ready<Name extends string>(names: readonly Name[]): Promise<Map<Name, string>> {
    const reasons = new Map<Name, string>()
    for (const name of this.#inOrder(names)) {
      const reason = await this.#make(name)
      if (reason !== undefined && names.includes(name as Name)) reasons.set(name as Name, reason)
    }
    return reasons
  }

  #entry(name: string): Preparation {
    const entry = this.#table[name]
    if (!entry) throw new Error(`no preparation is called ${name}`)
    return entry
  }

  /** With those that must come before, in the table's order. */
  #inOrder(names: readonly string[]): readonly string[] {
    const wanted = new Set<string>()
    const add = (name: string) => {
      wanted.add(name)
      for (const before of this.#entry(name).after ?? []) add(before)
    }
    for (const name of names) add(name)
    return Object.keys(this.#table).filter((name) => wanted.has(name))
  }

  #make(name: string): Promise<string | undefined> {
    const made = this.#made.get(name) ?? this.#tryToMake(name)
    this.#made.set(name, made)
    return made
  }

  async #tryToMake(name: string): Promise<string | undefined> {
    const { about, after = [], prepare } = this.#entry(name)
    for (const before of after) {
      const reason = await this.#make(before)
      if (reason !== undefined) return reason
    }
    try {
      await tellProgress(about, this.#say, (detail) => prepare(this.#root, detail))
      return undefined
    } catch (error) {
      if (error instanceof ProgramError) for (const line of error.output.slice(-20)) this.#say(`              ${line}`)
      const reason = error instanceof AppError ? `${error.userMessage} ${error.message}` : String(error)
      return `${about} could not be prepared: ${reason}`
    }
  }
}
