import type { Finding } from '@/lib/shared/finding'
import { judgeAccess } from './access-checks'
import { containerChecks } from './container-checks'
import { identityChecks } from './identity-checks'
import type { Check, PreflightInput } from './inspection'
import { networkChecks } from './network-checks'
import { resourceChecks } from './resource-checks'
import { systemChecks } from './system-checks'

const factChecks: readonly Check[] = [
  ...systemChecks,
  ...resourceChecks,
  ...containerChecks,
  ...networkChecks,
  ...identityChecks,
]

/**
 * Judges what a visit to a machine brought: one finding a check, in the order of a checklist; also what is fine. Pure:
 * the same facts can be judged again for another role, version or set of machines without another visit.
 */
export function preflight(input: PreflightInput): Finding[] {
  const access = judgeAccess(input)
  const { facts } = input.inspection
  if (facts === null) return access
  const found = factChecks.flatMap(({ id, title, judge }) => {
    const verdict = judge({ input, facts })
    return verdict === undefined ? [] : [{ id, title, ...verdict }]
  })
  return [...access, ...found]
}
