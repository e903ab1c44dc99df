import { cp } from 'node:fs/promises'
import path from 'node:path'
import { type BuiltImage, buildImage } from '@/demos/build-image/build-image'
import { measureFloor } from '../bench/floor'
import { buildLabK3s } from '../build-k3s'
import { findGo } from '../go-toolchain'
import { cgroupVersion } from '../hosts/host-cgroups'
import { createLab, type Lab } from '../hosts/lab'
import type { LabHost } from '../hosts/lab-host'
import { waitFor } from '../hosts/run-command'

/** A cluster of the lab edition, or of the release in BUZZCRATE_K3S_DIR, on lab hosts; the first is the server. */
export class LabCluster {
  readonly lab: Lab
  readonly server: LabHost

  private constructor(lab: Lab, server: LabHost) {
    this.lab = lab
    this.server = server
  }

  static async start(name: string, hosts: number): Promise<LabCluster> {
    const { dir } = await buildLabK3s()
    const lab = await createLab({ name: `${name}-${process.pid}`, hosts: Array.from({ length: hosts }, () => ({})) })
    try {
      const [server] = lab.hosts
      if (server === undefined) throw new Error('a cluster has a server')
      await measureFloor(lab, dir, await configForThisMachine())
      return new LabCluster(lab, server)
    } catch (error) {
      await lab.down()
      throw error
    }
  }

  get agents(): readonly LabHost[] {
    return this.lab.hosts.slice(1)
  }

  /** The unit of k3s on a host. */
  unit(host: LabHost): 'k3s' | 'k3s-agent' {
    return host === this.server ? 'k3s' : 'k3s-agent'
  }

  kubectl(command: string): Promise<string> {
    return this.server.mustExec(`k3s kubectl ${command}`)
  }

  /** Gives a manifest to the cluster. */
  async apply(manifest: string): Promise<void> {
    await this.server.mustExec(`k3s kubectl apply -f - <<'EOF'\n${manifest}\nEOF`)
  }

  /** Waits until kubectl prints what the test wants, and gives it. */
  async until(what: string, command: string, wanted: (output: string) => boolean, timeoutMs = 90_000): Promise<string> {
    return await waitFor(
      what,
      async () => {
        const { code, stdout } = await this.server.exec(`k3s kubectl ${command}`)
        return code === 0 && wanted(stdout) ? stdout : null
      },
      { timeoutMs, everyMs: 500 },
    )
  }

  async allReady(): Promise<void> {
    const command = `get nodes -o jsonpath='{.items[*].status.conditions[?(@.type=="Ready")].status}'`
    const wanted = this.lab.hosts.map(() => 'True').join(' ')
    await this.until('all nodes Ready', command, (output) => output.trim() === wanted)
  }

  /** Builds a demo's image and puts it where k3s picks it up, on every node. Gives its name. */
  async sideLoad(demo: string): Promise<string> {
    const { files } = await buildDemo(demo, path.join(this.lab.folder, 'images'))
    const file = files.find(({ arch }) => arch === (process.arch === 'arm64' ? 'arm64' : 'amd64'))
    if (file === undefined) throw new Error(`no image of ${demo} for this machine`)
    for (const host of this.lab.hosts) {
      await cp(file.path, path.join(host.root, 'var/lib/rancher/k3s/agent/images', path.basename(file.path)))
    }
    return file.ref
  }
}

/** Builds a demo's image, with a Go that is fetched where there is none. */
export async function buildDemo(demo: string, outDir: string): Promise<BuiltImage> {
  return buildImage({ demo, go: await findGo({ minVersion: '1.26' }), outDir })
}

/** Kubernetes ≥ 1.35 refuses cgroup v1 unless it is told not to. */
export async function configForThisMachine(): Promise<string> {
  return (await cgroupVersion()) === 'v1' ? 'kubelet-arg: [fail-cgroupv1=false]\n' : ''
}
