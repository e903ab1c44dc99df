import { readFile } from 'node:fs/promises'
import { cgroupVersion } from '@/e2e/lab/hosts/host-cgroups'
import { createLab } from '@/e2e/lab/hosts/lab'
import { labRelease } from '@/e2e/lab/lab-release'
import type { ListedMachine } from '@/lib/contracts/machines'
import { scaledMs } from '@/lib/testing/pace'
import type { ChaosWorld } from './chaos-world'
import { faultsOfDeleted, faultsOfMade } from './cluster-faults'
import { keepTranscript, readLabTranscript } from './lab-transcript'

const HOSTS = 2

let labs = 0

/** Real hosts in containers with systemd and SSH, and real Kubernetes on them. */
export async function labWorld(say: (line: string) => void): Promise<ChaosWorld> {
  const release = await labRelease(say)
  const allowCgroupV1 = (await cgroupVersion()) === 'v1'
  const hosts = Array.from({ length: HOSTS }, (_, index) => ({ name: `node-${index + 1}` }))
  labs += 1
  const lab = await createLab({ name: `chaos-${process.pid}-${labs}`, hosts, say })
  await Promise.all(lab.hosts.map((host) => keepTranscript(host)))
  let machines: readonly ListedMachine[] = []
  let k3sVersion = ''
  return {
    limits: { machines: { least: 1, most: HOSTS }, apps: [], runMs: { making: 14_000, deleting: 4_000 } },
    environment: { BUZZCRATE_K3S_DIR: release },
    runDeadlineMs: scaledMs(300_000),
    async prepare(client) {
      machines = await client.addLabMachines(lab, await readFile(lab.keyPath, 'utf8'))
      k3sVersion = await client.completeRelease()
    },
    create: (client, name, round) =>
      client.createCluster(name, machines.slice(0, round.machines), { k3sVersion, allowCgroupV1 }),
    async faultsOf(client, { clusterId }, state) {
      if (state === 'made') return faultsOfMade(client, clusterId)
      const faults = await faultsOfDeleted(client, clusterId)
      for (const host of lab.hosts) {
        const left = await host.mustExec('command -v k3s; ls -d /etc/rancher /var/lib/rancher 2>/dev/null; true')
        if (left.trim() !== '') faults.push(`${host.name} still has ${left.trim()}`)
      }
      return faults
    },
    exchanges: async () =>
      machines.flatMap(({ id }, index) => {
        const host = lab.hosts[index]
        return host === undefined ? [] : readLabTranscript(host, id)
      }),
    async mend() {
      await lab.reset()
      await Promise.all(lab.hosts.map((host) => keepTranscript(host)))
    },
    close: () => lab.down(),
  }
}
