import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** Whose work was going on when a process ended, as the next one reads it. */
export interface LastTurn {
  readonly clusterId: string
  /** How often in succession a process ended so early in this cluster's turn, this time included. */
  readonly times: number
}

const Note = z.object({ clusterId: z.string(), times: z.int().min(0), startedAt: z.number() })
const LENGTH = 200
/** A process that lived so long was well: what ended it then begins a new count. */
const SHORT_LIFE_MS = 120_000

/**
 * Writes down whose turn it is, in a file that outlives the process however that ends: a write for each turn, which costs
 * some microseconds. Nothing is flushed to the disk: a machine that loses its power blames nobody.
 */
export class TurnNote {
  /** What the process before was at; undefined when it was at nothing. */
  readonly last: LastTurn | undefined
  private readonly file: number
  private readonly startedAt: number
  private readonly now: () => number

  /** @param folder is made when it is not there */
  constructor(folder: string, now: () => number = Date.now) {
    mkdirSync(folder, { recursive: true })
    const name = path.join(folder, 'practice-turn.json')
    this.now = now
    this.startedAt = now()
    this.last = lastTurn(name, this.startedAt)
    this.file = openSync(name, 'w', 0o600)
  }

  begin(clusterId: string): void {
    const before = this.last?.clusterId === clusterId && this.isYoung() ? this.last.times : 0
    this.write(JSON.stringify({ clusterId, times: before, startedAt: this.startedAt }))
  }

  end(): void {
    this.write('')
  }

  close(): void {
    closeSync(this.file)
  }

  private isYoung(): boolean {
    return this.now() - this.startedAt < SHORT_LIFE_MS
  }

  private write(text: string): void {
    writeSync(this.file, text.padEnd(LENGTH), 0)
  }
}

function lastTurn(name: string, now: number): LastTurn | undefined {
  const text = readNote(name).trim()
  if (text === '') return undefined
  const parsed = Note.safeParse(jsonOf(text))
  if (!parsed.success || parsed.data.startedAt > now) return undefined
  return { clusterId: parsed.data.clusterId, times: parsed.data.times + 1 }
}

function readNote(name: string): string {
  try {
    return readFileSync(name, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** Half a line, after the machine lost its power, says nothing. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
