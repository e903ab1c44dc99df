import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ensureDemoArchives } from '@/e2e/images/demo-archives'
import type { AppDefinition } from '@/lib/apps/app-definition'
import { planApp } from '@/lib/apps/plan-app'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import type { RunOutcome } from '@/lib/engine/decide'
import { executeRun } from '@/lib/engine/execute'
import type { Plan } from '@/lib/engine/plan'
import { httpProbe } from '@/lib/http-probe/http-probe'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import { ownDoors } from '@/lib/ports/app-doors'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { ProvisionPorts, Receipt } from '@/lib/ports/provision-ports'
import { allSteps } from '@/lib/providers/all-steps'
import { PracticeArtifacts } from '@/lib/providers/practice/machines/practice-artifacts'
import { changeAppPlan } from '@/lib/provision/recipes/change-app'
import { installAppPlan } from '@/lib/provision/recipes/install-app'
import { removeAppPlan } from '@/lib/provision/recipes/remove-app'
import { scanHostKey } from '@/lib/remote/scan-host-key'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import { MemoryDirectory } from '@/lib/testing/fakes/memory-directory'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { MemoryRecords } from '@/lib/testing/fakes/memory-records'
import { memoryVault } from '@/lib/testing/memory-vault'
import { scaledMs } from '@/lib/testing/pace'
import type { Lab } from '../hosts/lab'

/** An app on the hosts of a lab by the real steps: real SSH, real Kubernetes, real HTTP. Only the store is in memory. */
export class AppOnHosts {
  readonly lines: string[] = []
  readonly records = new MemoryRecords()
  private readonly lab: Lab
  private readonly clusterId = newId()
  private readonly definition: AppDefinition
  private app: PlannedApp
  private readonly vault = memoryVault()
  private readonly directory = new MemoryDirectory()
  private machines: readonly PlannedMachine[] = []
  private access = { kubeconfigSecretId: '' }
  private archives = ''

  constructor(lab: Lab, definition: AppDefinition) {
    this.lab = lab
    this.definition = definition
    this.app = planApp(definition, { clusterId: this.clusterId })
  }

  async prepare(kubeconfig: string): Promise<void> {
    const owner = { ownerId: 'u1' }
    const keySecretId = await this.vault.seal(await readFile(this.lab.keyPath, 'utf8'), {
      kind: 'ssh-private-key',
      ...owner,
    })
    this.access = { kubeconfigSecretId: await this.vault.seal(kubeconfig, { kind: 'kubeconfig', ...owner }) }
    this.machines = await Promise.all(
      this.lab.hosts.map(async ({ name, address }, index) => {
        const { hostKey } = await scanHostKey({ name, address, port: 22 }, AbortSignal.timeout(scaledMs(10_000)))
        const login = { user: this.lab.user, keySecretId, sudoSecretId: null, hostKey }
        const machine = this.directory.put({ machineId: name, name, address, port: 22, ...login })
        return { ...machine, role: index === 0 ? 'server' : 'agent' }
      }),
    )
    this.archives = await ensureDemoArchives()
  }

  install(): Promise<RunOutcome> {
    return this.drive(installAppPlan({ app: this.app, access: this.access, machines: this.targets }))
  }

  async change(inputs: object): Promise<RunOutcome> {
    const before = this.app
    const app = planApp(this.definition, { clusterId: this.clusterId, inputs: { ...before.inputs, ...inputs } })
    const openedBefore = { urls: this.urls, hostsLines: [] }
    const outcome = await this.drive(
      changeAppPlan({ app, before, openedBefore, access: this.access, machines: this.targets }),
    )
    if (outcome === 'succeeded') this.app = app
    return outcome
  }

  remove(): Promise<RunOutcome> {
    return this.drive(removeAppPlan({ app: this.app, access: this.access, machines: this.machines }))
  }

  get urls(): readonly string[] {
    return this.records.appUrls.get(`${this.clusterId}/${this.app.id}`) ?? []
  }

  get receipt(): Receipt | undefined {
    return this.records.appReceipts.get(`${this.clusterId}/${this.app.id}`)
  }

  private get targets() {
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'
    return this.machines.map((machine) => ({ machine, architecture }) as const)
  }

  private async drive(plan: Plan): Promise<RunOutcome> {
    const runId = newId()
    const journal = new MemoryJournal()
    const hosts = sshHosts({ directory: this.directory, vault: this.vault, clock: systemClock, runId })
    const appImage: ProvisionPorts['artifacts']['appImage'] = async (id, version, architecture) => {
      const demo = this.definition.images.find((image) => image.id === id)?.demo
      if (demo === undefined) return undefined
      const name = `${demo.replaceAll('/', '-')}-${version}-${architecture}.tar`
      const file = path.join(this.archives, name)
      const { size: bytes } = await stat(file)
      return { name, sha256: await sha256Of(file), bytes, path: file }
    }
    try {
      return await executeRun({
        runId,
        subjectId: this.clusterId,
        plan,
        steps: allSteps,
        journal,
        ports: {
          hosts,
          clusters: kubernetesClusterApis(),
          artifacts: Object.assign(new PracticeArtifacts('v1.36.1+k3s1'), { appImage }),
          vault: this.vault,
          records: this.records,
          http: httpProbe,
          doors: ownDoors,
          clock: systemClock,
        },
        clock: systemClock,
        owner: runId,
        signal: new AbortController().signal,
        onWake: journal.onWake,
        writeLine: (node, _attempt, stream, line) => this.lines.push(`${node} ${stream} ${line}`),
      })
    } finally {
      for (const event of journal.events) if (event.type === 'failed') this.lines.push(JSON.stringify(event))
      await hosts.close()
    }
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
