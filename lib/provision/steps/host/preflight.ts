import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { Finding } from '@/lib/shared/finding'
import { HostFacts } from '../../preflight/host-facts'
import { inspectMachine } from '../../preflight/inspect-machine'
import type { Inspection } from '../../preflight/inspection'
import { machineFacts } from '../../preflight/machine-facts'
import { preflight } from '../../preflight/preflight'
import { summarise } from '../../preflight/summary'
import { blockedBy, logFindings } from './blocked'
import { patience, runOptions } from './run-options'

/** What later steps need to know of the machine: `facts.architecture`, `facts.packageFormat`, … */
export const PreflightOutput = z.object({
  facts: HostFacts,
  summary: z.string(),
  /** Findings that do not block. */
  advice: z.array(Finding),
})
export type PreflightOutput = z.infer<typeof PreflightOutput>

/**
 * Looks at one machine and judges it for its role; changes nothing. Ends with the facts, or fails with
 * `preflight-blocked` (details: `findings`), or with the code of what kept it from the machine. What must not be there
 * twice is judged by `host.compare` when all machines were looked at.
 */
export const preflightHost = defineStep({
  name: 'host.preflight',
  title: 'Check',
  explain: {
    what: 'Looks at the machine in one go: sudo, system, memory, disk, clock, control groups, kernel modules, ports, firewalls, and whether a Kubernetes is there already.',
    why: 'Nothing is changed before every machine has passed, so a cluster that cannot work is not begun.',
    byHand: ['cat /etc/os-release; uname -m; free -m; df -h /var/lib; date', 'stat -fc %T /sys/fs/cgroup', 'ss -lntup'],
    scripts: ['check-host'],
  },
  input: z.object({
    machine: MachineRef,
    role: z.enum(['server', 'agent']),
    k3sVersion: z.string(),
    allowCgroupV1: z.boolean(),
    // Not there in plans of older panels.
    nativeSnapshotter: z.boolean().optional(),
    clusterCidr: z.string().optional(),
    serviceCidr: z.string().optional(),
    opens: z.array(z.object({ port: z.number().int(), what: z.string() })).optional(),
  }),
  output: PreflightOutput,
  timeoutMs: 120_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, { machine, ...purpose }) {
    ctx.log('sh check-host.sh', 'cmd')
    const inspection = await inspectMachine(ctx.ports.hosts, machine, ctx.ports.clock, runOptions(ctx))
    const facts = reached(inspection)
    const location = await ctx.ports.hosts.locate(machine, ctx.signal)
    const findings = preflight({ machine: { name: machine.name, ...location }, inspection, purpose })
    const summary = summarise(inspection)
    ctx.log(summary, 'info')
    logFindings(ctx, findings)
    await ctx.ports.records.saveMachineFacts(machine.machineId, machineFacts(facts))
    const blockers = findings.filter((finding) => finding.level === 'blocker')
    if (blockers.length > 0) throw blockedBy(machine.name, blockers)
    return { facts, summary, advice: findings.filter((finding) => finding.level === 'advice') }
  },
  undo: 'nothing-to-undo',
})

/** The facts; throws what kept us from them, under its own code, so that its way out and its patience apply. */
function reached({ connectFailure, sudoFailure, facts }: Inspection): HostFacts {
  const failure = connectFailure ?? sudoFailure
  if (failure !== null) throw new AppError(failure.code, failure)
  if (facts === null) throw new Error('an inspection without a failure has facts')
  return facts
}
