import { readFile } from 'node:fs/promises'
import { buildImage } from '@/demos/build-image/build-image'
import { app as goEcho } from '@/lib/apps/go-echo/app'
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
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { allSteps } from '@/lib/providers/all-steps'
import { PracticeArtifacts } from '@/lib/providers/practice/machines/practice-artifacts'
import { installAppPlan } from '@/lib/provision/recipes/install-app'
import { removeAppPlan } from '@/lib/provision/recipes/remove-app'
import { scanHostKey } from '@/lib/remote/scan-host-key'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import { MemoryDirectory } from '@/lib/testing/fakes/memory-directory'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { MemoryRecords } from '@/lib/testing/fakes/memory-records'
import { memoryVault } from '@/lib/testing/memory-vault'
import { onlyImage } from '@/lib/testing/only-image'
import { scaledMs } from '@/lib/testing/pace'
import { findGo } from '../go-toolchain'
import type { Lab } from '../hosts/lab'

/** go-echo on the hosts of a lab by the real steps: real SSH, real Kubernetes, real HTTP. Only the store is in memory. */
export class AppOnHosts {
  readonly lines: string[] = []
  readonly records = new MemoryRecords()
  private readonly lab: Lab
  private readonly clusterId = newId()
  private readonly app: PlannedApp
  private readonly vault = memoryVault()
  private readonly outDir: string
  private readonly directory = new MemoryDirectory()
  private machines: readonly PlannedMachine[] = []
  private access = { kubeconfigSecretId: '' }
  private image: Awaited<ReturnType<typeof buildImage>> | undefined

  constructor(lab: Lab, outDir: string) {
    this.lab = lab
    this.outDir = outDir
    this.app = planApp(goEcho, { clusterId: this.clusterId })
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
    this.image = await buildImage({
      demo: onlyImage(goEcho).demo,
      outDir: this.outDir,
      go: await findGo({ minVersion: '1.24' }),
    })
  }

  install(): Promise<RunOutcome> {
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'
    const machines = this.machines.map((machine) => ({ machine, architecture }) as const)
    return this.drive(installAppPlan({ app: this.app, access: this.access, machines }))
  }

  remove(): Promise<RunOutcome> {
    return this.drive(removeAppPlan({ app: this.app, access: this.access, machines: this.machines }))
  }

  get urls(): readonly string[] {
    return this.records.appUrls.get(`${this.clusterId}/${this.app.id}`) ?? []
  }

  private async drive(plan: Plan): Promise<RunOutcome> {
    const runId = newId()
    const journal = new MemoryJournal()
    const hosts = sshHosts({ directory: this.directory, vault: this.vault, clock: systemClock, runId })
    const files = this.image?.files ?? []
    const appImage: ProvisionPorts['artifacts']['appImage'] = async (_app, _version, architecture) => {
      const file = files.find(({ arch }) => arch === architecture)
      return file && { name: `go-echo-${architecture}.tar`, sha256: file.sha256, bytes: file.bytes, path: file.path }
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
