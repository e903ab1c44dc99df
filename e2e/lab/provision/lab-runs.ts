import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { ArtifactStore } from '@/lib/artifacts/artifact-store'
import { ContentStore } from '@/lib/artifacts/content-store'
import { importFolder } from '@/lib/artifacts/import-folder'
import type { Shelf } from '@/lib/artifacts/shelf'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import type { RunOutcome } from '@/lib/engine/decide'
import { executeRun } from '@/lib/engine/execute'
import type { Plan } from '@/lib/engine/plan'
import { initial, type RunState, reduce } from '@/lib/engine/state'
import { httpProbe } from '@/lib/http-probe/http-probe'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import { ownDoors } from '@/lib/ports/app-doors'
import type { KnownMachine } from '@/lib/ports/machine-directory'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { Vault } from '@/lib/ports/vault'
import { allSteps } from '@/lib/providers/all-steps'
import { type DialTimeouts, patientTimeouts } from '@/lib/remote/dial'
import { type FileServer, fileServer } from '@/lib/remote/file-server'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import { MemoryArtifactIndex } from '@/lib/testing/fakes/memory-artifact-index'
import { MemoryDirectory } from '@/lib/testing/fakes/memory-directory'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { MemoryRecords } from '@/lib/testing/fakes/memory-records'
import { memoryVault } from '@/lib/testing/memory-vault'
import type { Lab } from '../hosts/lab'
import type { LabHost } from '../hosts/lab-host'

/** The folder of k3s release files that the lab uses; undefined when there is none. */
export function releaseFolder(): string | undefined {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'buzzcrate/lab')
  const folders = [process.env['BUZZCRATE_K3S_DIR'], path.join(cache, 'k3s'), path.join(cache, 'k3s-reference')]
  return folders.find((folder) => folder !== undefined && existsSync(path.join(folder, 'sha256sum-amd64.txt')))
}

export interface RunReport {
  readonly outcome: RunOutcome
  readonly state: RunState
  readonly lines: readonly string[]
  readonly tookMs: number
}

/** The real adapters of a worker over a lab, without a database: one folder of artifacts, one vault. */
export class LabRuns {
  readonly records = new MemoryRecords()
  readonly vault: Vault = memoryVault()
  readonly artifacts: ArtifactStore
  readonly shelf: Shelf
  private readonly folder: string
  private readonly files: FileServer = fileServer(0)
  private readonly lab: Lab
  private readonly timeouts: DialTimeouts
  private readonly directory = new MemoryDirectory()
  private readonly changes: Partial<ProvisionPorts>
  private keySecretId = ''

  /** @param changes what stands behind some of the ports instead, e.g. a provider's own */
  constructor(lab: Lab, timeouts: DialTimeouts = patientTimeouts, changes: Partial<ProvisionPorts> = {}) {
    this.lab = lab
    this.changes = changes
    this.timeouts = timeouts
    this.folder = path.join(tmpdir(), `buzzcrate-lab-artifacts-${newId()}`)
    this.shelf = { content: new ContentStore(this.folder), index: new MemoryArtifactIndex() }
    this.artifacts = new ArtifactStore(this.shelf, this.folder)
  }

  /** Takes over the release files; returns their version. */
  async importRelease(folder: string): Promise<string> {
    const [release] = await importFolder(this.shelf, folder, new AbortController().signal)
    if (release === undefined) throw new Error(`${folder} has no release`)
    return release.version
  }

  /** Puts a host into the panel, with the host key that it has now. */
  async machine(host: LabHost): Promise<MachineRef> {
    if (this.keySecretId === '') {
      const key = await readFile(this.lab.keyPath, 'utf8')
      this.keySecretId = await this.vault.seal(key, { kind: 'ssh-private-key', ownerId: null })
    }
    return this.directory.put({
      machineId: host.name,
      name: host.name,
      address: host.address,
      port: 22,
      user: this.lab.user,
      keySecretId: this.keySecretId,
      sudoSecretId: null,
      hostKey: await this.hostKey(host),
    })
  }

  /** Puts a machine into the panel that is still to be made. */
  machineToMake(name: string): MachineRef {
    const unknown = { keySecretId: '', sudoSecretId: null, hostKey: '' }
    const machine = this.directory.put({ machineId: name, name, address: '', port: 22, user: 'root', ...unknown })
    this.made(name, {})
    return machine
  }

  /** What is known of a machine that a run makes. */
  made(machineId: string, { address, privateAddress, hostKey, keySecretId }: Partial<KnownMachine>): void {
    this.directory.change({ machineId, name: machineId }, { address, privateAddress, hostKey, keySecretId })
  }

  /** The one that the host has now. */
  async hostKey({ address }: LabHost): Promise<string> {
    const known = await readFile(this.lab.knownHostsPath, 'utf8')
    const line = known.split('\n').find((each) => each.startsWith(`${address} `)) ?? ''
    return line.split(' ').slice(1, 3).join(' ')
  }

  /** What a person sets on a machine's page while its run goes on: the next connection goes by that. */
  setAnew({ name }: LabHost, change: Partial<KnownMachine>): void {
    this.directory.change({ machineId: name, name }, change)
  }

  /** Drives a plan to its next rest, as a worker would. */
  async run(
    clusterId: string,
    plan: Plan,
    options: {
      readonly journal?: MemoryJournal
      readonly signal?: AbortSignal
      /** Sees each line as it is written, after the name of its node: what a test waits for to strike. */
      readonly onLine?: (line: string) => void
    } = {},
  ): Promise<RunReport> {
    const { journal = new MemoryJournal(), signal = new AbortController().signal, onLine = () => undefined } = options
    const runId = `lab-${newId().slice(0, 8)}`
    const lines: string[] = []
    const { directory, vault, files, timeouts } = this
    const hosts = sshHosts({ directory, vault, clock: systemClock, runId, files, timeouts })
    const ports: ProvisionPorts = {
      hosts,
      clusters: kubernetesClusterApis(),
      artifacts: this.artifacts,
      vault,
      records: this.records,
      http: httpProbe,
      doors: ownDoors,
      clock: systemClock,
      ...this.changes,
    }
    const startedAt = performance.now()
    try {
      const outcome = await executeRun({
        runId,
        subjectId: clusterId,
        plan,
        steps: allSteps,
        journal,
        ports,
        clock: systemClock,
        owner: newId(),
        signal,
        onWake: journal.onWake,
        writeLine: (node, _attempt, stream, line) => {
          lines.push(`${node} ${stream} ${line}`)
          onLine(`${node} ${line}`)
        },
      })
      const state = journal.events.reduce(reduce, initial(plan))
      return { outcome, state, lines, tookMs: performance.now() - startedAt }
    } finally {
      await hosts.close()
    }
  }

  async close(): Promise<void> {
    await this.files.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Why a run did not succeed, for a test's message. */
export function troubles({ state, lines }: RunReport): string {
  const failed = Object.entries(state.nodes).filter(([, node]) => node.error !== undefined)
  return failed
    .map(([id, node]) => {
      const last = lines.filter((line) => line.startsWith(`${id} `)).slice(-25)
      return [`${id} ${node.status}: ${node.error?.code}: ${node.error?.message}`, ...last].join('\n')
    })
    .join('\n\n')
}

/** How long each node took, the slowest first. Milliseconds. */
export function durations({ state }: RunReport): readonly (readonly [node: string, tookMs: number])[] {
  return Object.entries(state.nodes)
    .map(([id, { startedAt, endedAt }]) => [id, (endedAt ?? 0) - (startedAt ?? 0)] as const)
    .sort(([, a], [, b]) => b - a)
}
