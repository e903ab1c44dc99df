import { z } from 'zod'
import { chooseRegistryImage, RegistryImage } from '@/lib/features/apps/upload-image'
import { route } from '@/lib/http/route'

const params = z.object({ appId: z.string().max(64) })

export const PUT = route('admin', { params, body: RegistryImage }, ({ actor, params: { appId }, body }) =>
  chooseRegistryImage(actor, appId, body),
)
