import type { ListedMachine } from '@/lib/contracts/machines'
import type { Finding } from './finding'

export interface SharedAdvice {
  readonly finding: Finding
  /** Names of the machines that it holds for, in the order of the list. */
  readonly names: readonly string[]
}

/** Advice that several machines have in the same words: said once above a list, not in each row. */
export function sharedAdvice(machines: readonly ListedMachine[]): readonly SharedAdvice[] {
  const byWords = new Map<string, { finding: Finding; names: string[] }>()
  for (const { name, findings = [] } of machines) {
    for (const finding of findings) {
      if (finding.level !== 'advice' || finding.fix !== undefined) continue
      const key = adviceKey(finding)
      const known = byWords.get(key)
      if (known === undefined) byWords.set(key, { finding, names: [name] })
      else known.names.push(name)
    }
  }
  return [...byWords.values()].filter(({ names }) => names.length > 1)
}

/** Equal for findings that say the same. */
export const adviceKey = ({ id, sentence }: Finding): string => `${id} ${sentence}`
