import { decideFirstBoot } from '@/lib/features/cards/decide-first-boot'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/[machineId]/first-boot', async ({ actor, params, body }) => ({
  machine: await decideFirstBoot(actor, params.machineId, body.accept),
}))
