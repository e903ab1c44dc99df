import { AppError } from '@/lib/core/errors'
import type { StepContext } from '@/lib/engine/step'
import { CONFIG_FILE, SERVER_CA_FILE } from '@/lib/k3s/config'
import { explainJournal } from '@/lib/k3s/journal'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { startK3s, stopK3s } from '../../scripts/k3s-service'
import { connectTo, runOptions } from '../host/run-options'

type Role = 'server' | 'agent'

const UNITS = { server: 'k3s', agent: 'k3s-agent' } as const satisfies Record<Role, string>

/** Where each role keeps the certificate of the authority that it is itself. */
const CA_FILES = { server: SERVER_CA_FILE, agent: '' } as const satisfies Record<Role, string>

/**
 * Writes k3s's configuration on a machine, starts it, and resolves when its service is up, with the journal in the log. A service that will never
 * come up says so in its journal long before any time-out: then this throws with the cause.
 * @returns a server's certificate of authority as PEM; empty for an agent, and when the file is not there
 */
export async function startUnit(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  role: Role,
  config: string,
): Promise<string> {
  const host = await connectTo(ctx, machine)
  const hopeless = new AbortController()
  const firstSaid = new Map<string, number>()
  const options = runOptions(ctx)
  const onLine = (line: string, stream: 'out' | 'err') => {
    options.onLine(line, stream)
    const finding = explainJournal(line, machine.name, role)
    if (finding === undefined) return
    const now = ctx.ports.clock.now()
    const since = firstSaid.get(finding.code) ?? now
    firstSaid.set(finding.code, since)
    if (now - since >= finding.patienceMs) hopeless.abort(new AppError(finding.code, finding.options))
  }
  ctx.log(`write ${CONFIG_FILE} (mode 0600)`, 'cmd')
  ctx.log(`systemctl enable --now ${UNITS[role]}; journalctl -fu ${UNITS[role]}`, 'cmd')
  const signal = AbortSignal.any([ctx.signal, hopeless.signal])
  try {
    const env = { UNIT: UNITS[role], CONFIG: config, CA_FILE: CA_FILES[role] }
    const { restarts, ca } = await host.run(startK3s, env, { signal, onLine })
    if (restarts > 0) ctx.log(`k3s is up, after ${restarts} restarts by systemd.`, 'info')
    else ctx.log('k3s is up.', 'info')
    return Buffer.from(ca, 'base64').toString('utf8')
  } catch (error) {
    throw hopeless.signal.aborted && !ctx.signal.aborted ? hopeless.signal.reason : error
  }
}

/** Stops k3s and what it started; its data stay until the package is removed. */
export async function stopUnit(ctx: StepContext<ProvisionPorts>, machine: MachineRef): Promise<void> {
  const host = await connectTo(ctx, machine)
  ctx.log('sudo /usr/lib/buzzcrate-k3s/clean-up', 'cmd')
  await host.run(stopK3s, {}, runOptions(ctx))
}
