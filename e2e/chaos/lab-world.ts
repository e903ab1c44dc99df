import { readFile } from 'node:fs/promises'
import { cgroupVersion } from '@/e2e/lab/hosts/host-cgroups'
import { createLab } from '@/e2e/lab/hosts/lab'
import { ensureStubRelease } from '@/e2e/lab/hosts/stub-release'
import type { ListedMachine } from '@/lib/shared/machine-data'
import type { ChaosWorld } from './chaos-world'
import { doubledLines } from './doubled-lines'

const HOSTS = 2

/** Real hosts in containers with systemd and SSH, and a program of k3s's size that joins at once in k3s's place. */
export async function labWorld(say: (line: string) => void): Promise<ChaosWorld> {
  const release = await ensureStubRelease()
  const allowCgroupV1 = (await cgroupVersion()) === 'v1'
  const hosts = Array.from({ length: HOSTS }, (_, index) => ({ name: `node-${index + 1}` }))
  const lab = await createLab({ name: `chaos-${process.pid}`, hosts, say })
  let machines: readonly ListedMachine[] = []
  let k3sVersion = ''
  return {
    limits: { machines: { least: 1, most: HOSTS }, apps: [], runMs: 8_000 },
    environment: { BUZZCRATE_K3S_DIR: release },
    runDeadlineMs: 180_000,
    async prepare(client) {
      machines = await client.addLabMachines(lab, await readFile(lab.keyPath, 'utf8'))
      k3sVersion = await client.completeRelease()
    },
    create: (client, name, round) =>
      client.createCluster(name, machines.slice(0, round.machines), { k3sVersion, allowCgroupV1 }),
    async faultsOf(_client, _cluster, state) {
      const faults: string[] = []
      if (state === 'made') return faults
      for (const host of lab.hosts) {
        const left = await host.mustExec('command -v k3s; ls -d /etc/rancher /var/lib/rancher 2>/dev/null; true')
        if (left.trim() !== '') faults.push(`${host.name} still has ${left.trim()}`)
      }
      return faults
    },
    contentFaults: doubledLines,
    close: () => lab.down(),
  }
}
