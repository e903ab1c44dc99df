import { parse } from 'yaml'
import { z } from 'zod'
import { CONFIG_FILE } from '@/lib/k3s/config'
import type { PracticeMachine } from './practice-machine'

const Config = z.looseObject({
  'kubelet-arg': z.array(z.string()).optional(),
  disable: z.array(z.string()).optional(),
})

/** What of a machine's k3s configuration another part of the simulation goes by. */
export interface K3sSettings {
  /** Its kubelet waits for the controller of a cloud. */
  readonly external: boolean
  /** `linode://123`; undefined where the controller has to find it. */
  readonly providerId: string | undefined
  /** k3s's own service load balancer runs. */
  readonly balances: boolean
  /** k3s installs Traefik. */
  readonly traefik: boolean
}

export function k3sSettings(machine: PracticeMachine): K3sSettings {
  const text = machine.files.get(CONFIG_FILE)?.content
  const config = text === undefined ? undefined : Config.safeParse(parse(text)).data
  const kubelet = config?.['kubelet-arg'] ?? []
  return {
    external: kubelet.includes('cloud-provider=external'),
    providerId: kubelet.map((word) => /^provider-id=(.+)$/.exec(word)?.[1]).find((id) => id !== undefined),
    balances: !(config?.disable?.includes('servicelb') ?? false),
    traefik: config !== undefined && !(config.disable?.includes('traefik') ?? false),
  }
}
