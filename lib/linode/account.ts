import { z } from 'zod'
import { ask } from './ask'
import type { LinodeConnection } from './connection'
import { listAll } from './list-all'

const Profile = z.object({
  username: z.string(),
  /** Whether grants say what the user may do. */
  restricted: z.boolean(),
})

const Grants = z.object({
  global: z.object({
    account_access: z.string().nullish(),
    add_linodes: z.boolean().optional(),
    add_nodebalancers: z.boolean().optional(),
    add_firewalls: z.boolean().optional(),
    add_vpcs: z.boolean().optional(),
    add_volumes: z.boolean().optional(),
  }),
})
export type GlobalGrants = z.infer<typeof Grants>['global']

export interface TokenHolder {
  readonly username: string
  readonly restricted: boolean
  /** What the token may do at most; undefined where Linode did not say. */
  readonly scopes: readonly string[] | undefined
}

/** Whose token it is; every token may ask. @throws AppError of `faults.ts` */
export async function getTokenHolder(linode: LinodeConnection, signal: AbortSignal): Promise<TokenHolder> {
  const { answer, scopes } = await ask(linode, {
    what: 'get the profile',
    limit: 'single',
    send: (library) => library.getProfile(),
    answer: Profile,
    signal,
  })
  return { ...answer, scopes }
}

/** What a restricted user may make; undefined for who may do everything. @throws AppError of `faults.ts` */
export async function getGrants(linode: LinodeConnection, signal: AbortSignal): Promise<GlobalGrants | undefined> {
  const { answer } = await ask(linode, {
    what: 'get grants',
    limit: 'single',
    send: (library) => library.getMyGrants(),
    // 204 without a body.
    answer: Grants.nullable(),
    signal,
  })
  return answer?.global
}

const Settings = z.object({
  /** `legacy_config_only`, `legacy_config_default_but_linode_allowed`, `linode_default_but_legacy_config_allowed`, `linode_only`. */
  interfaces_for_new_linodes: z.string(),
})

/** Whether new machines may have private addresses, or only a VPC. @throws AppError of `faults.ts` */
export async function allowsPrivateAddresses(linode: LinodeConnection, signal: AbortSignal): Promise<boolean> {
  const { answer } = await ask(linode, {
    what: 'get settings of the account',
    limit: 'single',
    send: (library) => library.getAccountSettings(),
    answer: Settings,
    signal,
  })
  return answer.interfaces_for_new_linodes !== 'linode_only'
}

const Event = z.object({
  id: z.int(),
  action: z.string(),
  /** `scheduled`, `started`, `finished`, `failed`, `notification`. */
  status: z.string(),
  percent_complete: z.number().nullable(),
  message: z.string().nullish(),
  created: z.string(),
})
export type LinodeEvent = z.infer<typeof Event>

/** What Linode did with a machine, newest first. @throws AppError of `faults.ts` */
export const listInstanceEvents = (
  linode: LinodeConnection,
  instanceId: number,
  signal: AbortSignal,
): Promise<readonly LinodeEvent[]> =>
  listAll(linode, {
    what: 'list events of a machine',
    send: (library, page) =>
      library.getEvents(
        { ...page },
        { '+order': 'desc', '+order_by': 'created', 'entity.id': instanceId, 'entity.type': 'linode' },
      ),
    thing: Event,
    key: ({ id }) => id,
    signal,
  })
