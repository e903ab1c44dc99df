import { keepPhoto, readPhoto, removePhoto } from '@/lib/features/machines/machine-photo'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/machines/[machineId]/photo', async ({ actor, params: { machineId } }) => {
  const { type, bytes } = await readPhoto(actor, machineId)
  // Its address changes with it (`?at=`), and it is one person's: browsers may keep it, proxies not.
  return new Response(bytes, { headers: { 'content-type': type, 'cache-control': 'private, max-age=86400' } })
})

export const PUT = route('PUT /api/machines/[machineId]/photo', async ({ actor, params: { machineId }, body }) => ({
  machine: await keepPhoto(actor, machineId, body.base64),
}))

export const DELETE = route('DELETE /api/machines/[machineId]/photo', async ({ actor, params: { machineId } }) => ({
  machine: await removePhoto(actor, machineId),
}))
