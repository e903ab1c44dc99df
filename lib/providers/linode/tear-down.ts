import type { CloudThingKind } from '@/lib/shared/cloud/cloud-data'

/**
 * The order that leaves nothing. Volumes come after the machines that they are attached to, and a VPC last: Linode refuses
 * to delete what is in use.
 */
export const TEAR_DOWN: readonly CloudThingKind[] = ['balancer', 'machine', 'volume', 'firewall', 'vpc']
