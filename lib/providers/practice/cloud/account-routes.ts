import { z } from 'zod'
import type { VolumeState } from './cloud-account'
import { BALANCER_TYPES, IMAGES, REGIONS, SIZES, STOCK, VOLUME_TYPES } from './cloud-catalogue'
import { NOT_FOUND, ok, refuse, type Said } from './cloud-exchange'
import type { CloudRoute, Visit } from './cloud-route'
import { viewEvent, viewProfile, viewSettings, viewVolume } from './cloud-views'
import { refuseIssue } from './instance-routes'

const CreateVolume = z.object({
  label: z.string().min(1).max(32),
  region: z.string().optional(),
  linode_id: z.int().nullish(),
  size: z.int().min(10).max(16_384).optional(),
  tags: z.array(z.string()).nullish(),
})
const Attach = z.object({ linode_id: z.int() })

/** What is in an account besides machines and networks, and the catalogue that all accounts see. */
export const accountRoutes: readonly CloudRoute[] = [
  {
    method: 'GET',
    path: '/linode/types',
    scope: '*',
    list: () => ({
      things: SIZES,
      filters: ['label', 'class', 'memory', 'disk', 'transfer', 'vcpus', 'gpus', 'network_out'],
    }),
  },
  { method: 'GET', path: '/regions', scope: '*', list: () => ({ things: REGIONS, filters: ['country', 'site_type'] }) },
  {
    method: 'GET',
    path: '/regions/availability',
    scope: '*',
    list: () => ({ things: STOCK, filters: ['region', 'plan', 'available'] }),
  },
  {
    method: 'GET',
    path: '/images',
    scope: '*',
    window: 'images',
    list: () => ({
      things: IMAGES,
      filters: ['label', 'tags', 'is_public', 'is_shared', 'deprecated', 'vendor', 'type', 'size', 'status'],
    }),
  },
  {
    method: 'GET',
    path: '/images/{name}',
    scope: 'images:read_only',
    handle: ({ name }) => {
      const image = IMAGES.find(({ id }) => id === name)
      return image === undefined ? NOT_FOUND : ok(image)
    },
  },
  {
    method: 'GET',
    path: '/nodebalancers/types',
    scope: '*',
    list: () => ({ things: BALANCER_TYPES, filters: ['label', 'transfer'] }),
  },
  { method: 'GET', path: '/volumes/types', scope: '*', list: () => ({ things: VOLUME_TYPES, filters: [] }) },
  { method: 'GET', path: '/profile', scope: '*', handle: ({ account }) => ok(viewProfile(account)) },
  {
    method: 'GET',
    path: '/profile/grants',
    scope: '*',
    handle: ({ account: { user } }) =>
      user.grants === undefined ? { status: 204, body: undefined } : ok({ global: user.grants }),
  },
  {
    method: 'GET',
    path: '/account/settings',
    scope: 'account:read_only',
    handle: ({ account }) => ok(viewSettings(account)),
  },
  {
    method: 'GET',
    path: '/account/events',
    scope: 'events:read_only',
    list: ({ account }) => ({
      things: account.events.map((event) => viewEvent(event, account)),
      filters: ['id', 'action', 'created', 'entity.id', 'entity.type'],
    }),
  },
  {
    method: 'GET',
    path: '/account/events/{}',
    scope: 'events:read_only',
    handle: ({ account, ids: [id] }) => {
      const event = account.events.find((one) => one.id === id)
      return event === undefined ? NOT_FOUND : ok(viewEvent(event, account))
    },
  },
  {
    method: 'GET',
    path: '/volumes',
    scope: 'volumes:read_only',
    list: ({ account }) => ({
      things: [...account.volumes.values()].map((volume) => viewVolume(volume, account)),
      filters: ['label', 'tags'],
    }),
  },
  { method: 'POST', path: '/volumes', scope: 'volumes:read_write', window: 'create-volume', handle: createVolume },
  {
    method: 'GET',
    path: '/volumes/{}',
    scope: 'volumes:read_only',
    handle: (visit) => withVolume(visit, (volume) => ok(viewVolume(volume, visit.account))),
  },
  {
    method: 'POST',
    path: '/volumes/{}/attach',
    scope: 'volumes:read_write',
    handle: (visit) => withVolume(visit, (volume) => attachVolume(visit, volume)),
  },
  {
    method: 'POST',
    path: '/volumes/{}/detach',
    scope: 'volumes:read_write',
    handle: (visit) =>
      withVolume(visit, (volume) => {
        volume.linodeId = null
        return ok()
      }),
  },
  {
    method: 'DELETE',
    path: '/volumes/{}',
    scope: 'volumes:read_write',
    handle: (visit) =>
      withVolume(visit, ({ id, linodeId }) => {
        if (linodeId !== null) return refuse(400, 'This volume must be detached before it can be deleted.')
        visit.account.volumes.delete(id)
        return ok()
      }),
  },
]

const withVolume = ({ account, ids }: Visit, handle: (volume: VolumeState) => Said): Said => {
  const volume = account.volumes.get(ids[0] ?? 0)
  return volume === undefined ? NOT_FOUND : handle(volume)
}

function createVolume({ body, account, nextId, now }: Visit): Said {
  const parsed = CreateVolume.safeParse(body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const { label, region, linode_id: linodeId, size, tags } = parsed.data
  const where = region ?? account.instances.get(linodeId ?? 0)?.region
  if (where === undefined) return refuse(400, 'Either region or linode_id is required', 'region')
  if ([...account.volumes.values()].some((one) => one.label === label))
    return refuse(400, 'Label must be unique among your volumes', 'label')
  const id = nextId()
  const volume = {
    id,
    label,
    region: where,
    size: size ?? 20,
    tags: tags ?? [],
    linodeId: linodeId ?? null,
    createdAt: now,
  }
  account.volumes.set(id, volume)
  return ok(viewVolume(volume, account))
}

function attachVolume({ body, account }: Visit, volume: VolumeState): Said {
  const parsed = Attach.safeParse(body)
  if (!parsed.success) return refuseIssue(parsed.error)
  if (!account.instances.has(parsed.data.linode_id)) return refuse(400, 'linode_id is not valid', 'linode_id')
  volume.linodeId = parsed.data.linode_id
  return ok(viewVolume(volume, account))
}
