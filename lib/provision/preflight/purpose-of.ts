import type { PlannedApp } from '@/lib/ports/planned-app'
import type { OpenedPort, Purpose } from './inspection'

/** What a cluster's definition says of the machines that it is made of. */
export interface WantedCluster extends Omit<Purpose, 'role' | 'opens'> {
  readonly traefik: boolean
}

/** k3s's ingress controller answers on every machine. */
const TRAEFIK: readonly OpenedPort[] = [
  { port: 80, what: 'Traefik' },
  { port: 443, what: 'Traefik' },
]

/** What the machines of a cluster are judged for, whatever their role. @param apps Those that answer on every machine. */
export function purposeOf(
  wanted: WantedCluster,
  apps: readonly Pick<PlannedApp, 'title' | 'doors'>[],
): Omit<Purpose, 'role'> {
  const { k3sVersion, allowCgroupV1, traefik, nativeSnapshotter, clusterCidr, serviceCidr } = wanted
  return {
    k3sVersion,
    allowCgroupV1,
    ...(nativeSnapshotter === undefined ? {} : { nativeSnapshotter }),
    ...(clusterCidr === undefined ? {} : { clusterCidr }),
    ...(serviceCidr === undefined ? {} : { serviceCidr }),
    opens: [...(traefik ? TRAEFIK : []), ...apps.flatMap(portsOf)],
  }
}

const portsOf = ({ title, doors }: Pick<PlannedApp, 'title' | 'doors'>): readonly OpenedPort[] =>
  doors.flatMap((door) => (door.kind === 'port' ? [{ port: door.port, what: title }] : []))
