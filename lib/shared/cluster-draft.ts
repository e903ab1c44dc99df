import { CLUSTER_NAME, MAX_CLUSTER_NAME_LENGTH } from './cluster-name'

/**
 * A cluster that somebody is about to create, as the browser's own storage keeps it through a reload. What only one
 * provider asks for is its own business: it reads its part again, and begins anew when it cannot.
 */
export interface ClusterDraft {
  /** Where in the wizard; undefined: right behind the question where it shall live. */
  readonly step: string | undefined
  readonly name: string
  /** Id of the provider that is chosen. */
  readonly provider: string
  /** What each provider was told so far, by its id. */
  readonly parts: Readonly<Record<string, unknown>>
}

const FIRST = ['brave', 'bright', 'calm', 'hard', 'honey', 'little', 'lucky', 'quick', 'quiet', 'sunny', 'tidy', 'warm']
const SECOND = [
  'basket',
  'bench',
  'box',
  'carton',
  'chest',
  'crate',
  'desk',
  'drawer',
  'hive',
  'pantry',
  'shelf',
  'tin',
]

/** A name that is free, e.g. `hard-crate`. `pick` is a number from 0 up to 1. */
export function suggestName(taken: readonly string[], pick: () => number = Math.random): string {
  const word = (words: readonly string[]) => words[Math.floor(pick() * words.length)] ?? 'my'
  for (let tries = 0; tries < 50; tries += 1) {
    const name = `${word(FIRST)}-${word(SECOND)}`
    if (!taken.includes(name)) return name
  }
  return `crate-${taken.length + 1}`
}

export type NameProblem = 'name-empty' | 'name-wrong' | 'name-taken'

/** What is wrong with a name; undefined when nothing is. */
export function nameProblem(name: string, takenNames: readonly string[]): NameProblem | undefined {
  if (name.trim() === '') return 'name-empty'
  if (!CLUSTER_NAME.test(name) || name.length > MAX_CLUSTER_NAME_LENGTH) return 'name-wrong'
  return takenNames.includes(name) ? 'name-taken' : undefined
}

/** A draft that was stored as text, or undefined when it is none (another version of the panel wrote it). */
export function readDraft(text: string | null): ClusterDraft | undefined {
  if (text === null) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isDraft(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isDraft(value: unknown): value is ClusterDraft {
  if (typeof value !== 'object' || value === null) return false
  const { step, name, provider, parts } = value as Readonly<Record<string, unknown>>
  return (
    (step === undefined || typeof step === 'string') &&
    typeof name === 'string' &&
    typeof provider === 'string' &&
    typeof parts === 'object' &&
    parts !== null &&
    !Array.isArray(parts)
  )
}
