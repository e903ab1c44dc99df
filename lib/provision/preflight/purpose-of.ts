import type { OpenedPort, Purpose } from './inspection'

/** What a cluster's definition says of the machines that it is made of. */
export interface WantedCluster extends Omit<Purpose, 'role' | 'opens'> {
  readonly traefik: boolean
}

interface OpenedApp {
  readonly title: string
  readonly answers: { readonly port: number }
}

/** k3s's ingress controller answers on every machine. */
const TRAEFIK: readonly OpenedPort[] = [
  { port: 80, what: 'Traefik' },
  { port: 443, what: 'Traefik' },
]

/** What the machines of a cluster are judged for, whatever their role. @param apps Those that answer on every machine. */
export function purposeOf(wanted: WantedCluster, apps: readonly OpenedApp[]): Omit<Purpose, 'role'> {
  const { k3sVersion, allowCgroupV1, traefik, nativeSnapshotter, clusterCidr, serviceCidr } = wanted
  return {
    k3sVersion,
    allowCgroupV1,
    ...(nativeSnapshotter === undefined ? {} : { nativeSnapshotter }),
    ...(clusterCidr === undefined ? {} : { clusterCidr }),
    ...(serviceCidr === undefined ? {} : { serviceCidr }),
    opens: [...(traefik ? TRAEFIK : []), ...apps.map(({ title, answers }) => ({ port: answers.port, what: title }))],
  }
}
