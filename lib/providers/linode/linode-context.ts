import type { StepContext } from '@/lib/engine/step'
import type { LinodeConnection } from '@/lib/linode/connection'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { tagsOf } from './linode-names'
import { type LinodePort, linodePort } from './linode-port'

export type LinodeContext = StepContext<ProvisionPorts>

/** What a step of Linode works with: the account that pays for its cluster, and what the panel knows of it. */
export interface LinodeScene {
  readonly linode: LinodeConnection
  readonly port: LinodePort
  /** On all that is made for the cluster; what has not both is never touched. */
  readonly tags: readonly [string, string]
  /** The cluster's own one of them. */
  readonly tag: string
}

/** @throws AppError `cloud-account-gone`, and what the vault throws */
export async function linodeScene(ctx: LinodeContext): Promise<LinodeScene> {
  const port = linodePort(ctx.ports)
  const tags = tagsOf(ctx.subjectId)
  return { port, linode: await port.connect(ctx.subjectId), tags, tag: tags[1] }
}

/** Each call has a patience of its own; this is for troubles of minutes. */
export const cloudPatience = {
  'linode-busy': { attempts: 4, delayMs: 20_000 },
  'linode-rate-limited': { attempts: 4, delayMs: 30_000 },
  'linode-unavailable': { attempts: 4, delayMs: 30_000 },
  'linode-timed-out': { attempts: 4, delayMs: 20_000 },
  'linode-unreachable': { attempts: 4, delayMs: 20_000 },
  'linode-answer-unreadable': { attempts: 3, delayMs: 20_000 },
  'linode-answer-too-large': { attempts: 2, delayMs: 20_000 },
} as const

/** Linode writes times in UTC without a zone. */
export const linodeTime = (text: string): number => Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)
