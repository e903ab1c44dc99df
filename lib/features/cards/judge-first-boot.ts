import type { FirstBootReport } from '@/lib/contracts/first-boot'
import { fingerprint, parseHostKey, sameHostKey } from '@/lib/remote/host-key'

export interface Expected {
  /** The public key that was written onto the card. */
  readonly hostKey: string
  /** Beginnings of what boards of this kind call themselves; empty where they do not say. */
  readonly models: readonly string[]
  readonly profileName: string
  /** A machine of the same person that has the address already. */
  readonly addressOf: string | undefined
}

/** What does not fit, a sentence each; empty when the board is the one that the card was made for. */
export function judgeFirstBoot(report: FirstBootReport, address: string, expected: Expected): readonly string[] {
  const { hostKey, models, profileName, addressOf } = expected
  const pinned = parseHostKey(hostKey)
  const shown = parseHostKey(report.hostKey)
  const reasons: string[] = []
  if (shown === undefined) reasons.push('It names no host key that SSH knows.')
  else if (pinned === undefined || !sameHostKey(pinned, shown)) {
    reasons.push(`Its host key is ${fingerprint(shown)}, and not the one that was written onto the card.`)
  }
  if (models.length > 0 && !models.some((model) => report.model.startsWith(model))) {
    const says = report.model === '' ? 'It does not say what it is' : `It says that it is a ${report.model}`
    reasons.push(`${says}, and the card was made for another kind, ${profileName}.`)
  }
  if (addressOf !== undefined) {
    reasons.push(`It has the address ${address}, which is the one of your machine ${addressOf}.`)
  }
  return reasons
}
