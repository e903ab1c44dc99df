import type { MachineRef } from '@/lib/ports/planned-machine'
import { clusterTag, OUR_TAG } from '@/lib/shared/cloud/cloud-data'

/** A label is also the name that Linode gives the machine in DNS and in its manager. */
const MOST_MACHINE_LABEL = 63
const ID_PART = 6

/** On everything of a cluster. */
export const tagsOf = (clusterId: string): readonly [string, string] => [OUR_TAG, clusterTag(clusterId)]

/**
 * The label of a machine: its name and a part of the cluster's id, so that it is unique in an account where several
 * panels, or several clusters of one name, make machines. Linode takes no double hyphens.
 */
export function machineLabel(clusterId: string, { name }: Pick<MachineRef, 'name'>): string {
  const suffix = `-${clusterId.slice(0, ID_PART)}`
  const plain = name.replace(/-{2,}/g, '-').slice(0, MOST_MACHINE_LABEL - suffix.length)
  return `${plain.replace(/-$/, '')}${suffix}`
}

/** Of the firewall, at most 32 characters; of the VPC. */
export const firewallLabel = (clusterId: string): string => `bc-fw-${clusterId}`
export const vpcLabel = (clusterId: string): string => `bc-vpc-${clusterId}`

/** What the cloud controller begins the labels of NodeBalancers with: at most 19 characters, the rest is its own. */
export const balancerPrefix = (clusterId: string): string => `bc-${clusterId.slice(0, 12)}`
