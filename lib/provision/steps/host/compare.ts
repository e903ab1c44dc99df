import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { judgeTwins } from '../../preflight/identity-checks'
import { blockedBy, logFindings } from './blocked'
import { PreflightOutput } from './preflight'

/**
 * Compares the machines of a cluster with each other. Wire every `host.preflight` into it, and every step that changes
 * something behind it: then nothing is changed before all have passed.
 */
export const compareHosts = defineStep({
  name: 'host.compare',
  title: 'Compare',
  explain: {
    what: 'Compares all machines with each other: none may be in the list twice, and no two may have the same machine-id.',
    why: 'Copies of one SD card have the same machine-id, and their pod networks would clash. From here on machines are changed.',
    byHand: ['cat /etc/machine-id; hostname   # on each machine'],
    scripts: [],
  },
  input: z.object({ machines: z.array(z.object({ name: z.string(), seen: PreflightOutput })) }),
  output: z.object({}),
  timeoutMs: 10_000,
  async run(ctx: StepContext<ProvisionPorts>, { machines }) {
    const others = machines.map(({ name, seen }) => ({ name, facts: seen.facts }))
    const findings = others.flatMap(({ name, facts }) => judgeTwins(name, facts, others))
    logFindings(
      ctx,
      findings.filter((finding) => finding.level !== 'ok'),
    )
    const blockers = findings.filter((finding) => finding.level === 'blocker')
    if (blockers.length > 0) throw blockedBy(machines.map(({ name }) => name).join(', '), blockers)
    ctx.log(`${machines.length} machines, each its own. Everything is checked; from here on they are changed.`, 'info')
    return {}
  },
  undo: 'nothing-to-undo',
})
