import { readFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'
import { measureFloor } from '../bench/floor'
import { createLab, type Lab, openLab } from '../hosts/lab'
import { canRun } from '../hosts/lab-support'
import { labRelease } from '../lab-release'

/** A real cluster, made by hand: these tests are about what talks to it, not about who made it. */
export interface RealCluster {
  /** With the server's own address. */
  readonly kubeconfig: string
  /** Of the air-gap images, so on every node; runs until it is stopped. */
  readonly pauseImage: string
  /**
   * Its hosts. While developing, BUZZCRATE_TEST_KUBECONFIG and BUZZCRATE_TEST_LAB name a cluster that is there already
   * and its lab; without the latter it is undefined.
   */
  readonly lab: Lab | undefined
  close(): Promise<void>
}

const PAUSE_IMAGE = 'docker.io/rancher/mirrored-pause:3.6'

/** Why there can be no real cluster on this machine; undefined when there can. */
export async function whyNoCluster(): Promise<string | undefined> {
  if (process.env['BUZZCRATE_TEST_KUBECONFIG'] !== undefined) return undefined
  const support = await canRun()
  return support.ok ? undefined : support.reason
}

/** Real hosts with k3s on all of them; the first is the server. Takes some 15 s once the release is built. */
export async function startRealCluster(name: string, hosts: number): Promise<RealCluster> {
  const [given, labName] = [process.env['BUZZCRATE_TEST_KUBECONFIG'], process.env['BUZZCRATE_TEST_LAB']]
  if (given !== undefined) {
    const kubeconfig = await readFile(given, 'utf8')
    const lab = labName === undefined ? undefined : await openLab(labName)
    return { kubeconfig, pauseImage: PAUSE_IMAGE, lab, close: async () => undefined }
  }
  const folder = await labRelease(console.log)
  const lab = await createLab({ name: `${name}-${process.pid}`, hosts: Array.from({ length: hosts }, () => ({})) })
  try {
    await measureFloor(lab, folder, 'kubelet-arg: [fail-cgroupv1=false]\n')
    const [server] = lab.hosts
    if (server === undefined) throw new Error('a lab has hosts')
    const text = await server.mustExec('cat /etc/rancher/k3s/k3s.yaml')
    const kubeconfig = withServer(text, `https://${server.address}:6443`)
    return { kubeconfig, pauseImage: PAUSE_IMAGE, lab, close: () => lab.down() }
  } catch (error) {
    await lab.down()
    throw error
  }
}

/** The same access through another address, e.g. a cable that can be pulled. */
export function withServer(kubeconfig: string, server: string): string {
  const config = parse(kubeconfig) as { clusters: { cluster: { server: string } }[] }
  for (const each of config.clusters) each.cluster.server = server
  return stringify(config, { lineWidth: 0 })
}
