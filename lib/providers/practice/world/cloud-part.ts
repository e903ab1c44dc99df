import { parse } from 'yaml'
import { z } from 'zod'
import type { InstanceState } from '../cloud/cloud-account'
import { SIZES } from '../cloud/cloud-catalogue'
import type { CloudPart } from '../machines/practice-machine'

const UserData = z.object({ ssh_keys: z.object({ ed25519_public: z.string() }) })

/** What a machine of a cloud comes up as: its size, and what its user data say. */
export function cloudPart({ image, type, privateIp, vpcAddress, userData }: InstanceState): CloudPart {
  const size = SIZES.find(({ id }) => id === type)
  const config = userData === null ? undefined : UserData.safeParse(readYaml(userData)).data
  return {
    image: image ?? '',
    memoryMiB: Number(size?.['memory'] ?? 1_024),
    cpus: Number(size?.['vcpus'] ?? 1),
    privateAddress: privateIp ?? vpcAddress ?? '',
    hostKey: config?.ssh_keys.ed25519_public.trim().split(' ').slice(0, 2).join(' ') ?? '',
  }
}

function readYaml(userData: string): unknown {
  try {
    return parse(Buffer.from(userData, 'base64').toString('utf8'))
  } catch {
    // cloud-init would ignore it too.
    return undefined
  }
}
