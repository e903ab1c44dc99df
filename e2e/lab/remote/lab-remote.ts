import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { systemClock } from '@/lib/core/clock'
import type { StepContext } from '@/lib/engine/step'
import { defineNodeScript } from '@/lib/ports/node-script'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { RemoteHosts } from '@/lib/ports/remote-host'
import { type SshHostsOptions, sshHosts } from '@/lib/remote/ssh-hosts'
import { MemoryDirectory } from '@/lib/testing/fakes/memory-directory'
import { memoryVault } from '@/lib/testing/memory-vault'
import { scaledMs } from '@/lib/testing/pace'
import type { Lab } from '../hosts/lab'

/** Notices a cut cable within a second. */
const TIMEOUTS = { tcpMs: scaledMs(2_000), loginMs: scaledMs(10_000), aliveEveryMs: scaledMs(300) }

/** The panel's SSH side on lab hosts, with scripts that a test may add to. */
export class LabRemote {
  readonly vault = memoryVault()
  private readonly directory = new MemoryDirectory()
  private readonly lab: Lab
  private readonly root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-lab-remote-'))
  private readonly opened: RemoteHosts[] = []

  /** Call it before the first script runs: it moves the folder of scripts. */
  constructor(lab: Lab) {
    this.lab = lab
    const folder = path.join(this.root, 'lib/remote/scripts')
    mkdirSync(folder, { recursive: true })
    cpSync(path.resolve('lib/remote/scripts'), folder, { recursive: true })
    process.env['BUZZCRATE_ROOT'] = this.root
  }

  async machine(
    host: string,
    options: { user?: string; sudoPassword?: string; port?: number } = {},
  ): Promise<MachineRef> {
    const { user = this.lab.user, sudoPassword, port = 22 } = options
    const { address } = this.lab.host(host)
    const known = await readFile(this.lab.knownHostsPath, 'utf8')
    const line = known.split('\n').find((one) => one.startsWith(`${address} `)) ?? ''
    const label = { kind: 'test', ownerId: null }
    return this.directory.put({
      machineId: `machine-${host}-${JSON.stringify(options)}`,
      name: host,
      address,
      port,
      user,
      keySecretId: await this.vault.seal(await readFile(this.lab.keyPath, 'utf8'), label),
      sudoSecretId: sudoPassword === undefined ? null : await this.vault.seal(sudoPassword, label),
      hostKey: line.split(' ').slice(1, 3).join(' '),
    })
  }

  hosts(options: Partial<SshHostsOptions> = {}): RemoteHosts {
    const { directory, vault } = this
    const made = sshHosts({ directory, vault, clock: systemClock, runId: 'run1', timeouts: TIMEOUTS, ...options })
    this.opened.push(made)
    return made
  }

  /** A script of the test's own. */
  script(name: string, text: string, options: { detached?: boolean; secretEnv?: readonly string[] } = {}) {
    writeFileSync(path.join(this.root, 'lib/remote/scripts', `${name}.sh`), text)
    return defineNodeScript<Record<string, string>, Record<string, string>>({
      name,
      as: 'root',
      env: z.record(z.string(), z.string()),
      result: z.record(z.string(), z.string()),
      secretEnv: options.secretEnv ?? [],
      timeoutMs: scaledMs(120_000),
      detached: options.detached ?? false,
      exits: { 3: { code: 'three', userMessage: '{machine} said three.' } },
    })
  }

  /** What a step gets, with nothing behind ports that steps on hosts do not use. */
  context(hosts: RemoteHosts): { ctx: StepContext<ProvisionPorts>; lines: string[]; facts: Record<string, unknown> } {
    const lines: string[] = []
    const facts: Record<string, unknown> = {}
    const records = {
      saveMachineFacts: async (_: string, seen: Readonly<Record<string, unknown>>) => void Object.assign(facts, seen),
    }
    // The steps under test use these ports only; another one would fail the test by being undefined.
    const ports = { hosts, vault: this.vault, clock: systemClock, records } as unknown as ProvisionPorts
    const log = (line: string, stream = 'out') => void lines.push(`${stream} ${line}`)
    const ctx = {
      runId: 'run1',
      subjectId: 'c1',
      node: 'n1',
      attempt: 1,
      signal: new AbortController().signal,
      ports,
      log,
    }
    return { ctx, lines, facts }
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((hosts) => hosts.close()))
  }

  async remove(): Promise<void> {
    await this.close()
    rmSync(this.root, { recursive: true, force: true })
    delete process.env['BUZZCRATE_ROOT']
  }
}

export const never = new AbortController().signal

export function lines() {
  const seen: string[] = []
  return { seen, signal: never, onLine: (line: string, stream: 'out' | 'err') => void seen.push(`${stream} ${line}`) }
}
