import { z } from 'zod'
import { TrustHostKey } from '@/lib/features/machines/schema'
import { trustHostKey } from '@/lib/features/machines/trust-host-key'
import { route } from '@/lib/http/route'

const params = z.object({ machineId: z.string().max(64) })

/** Accepts the host key with this fingerprint. */
export const POST = route('member', { params, body: TrustHostKey }, async ({ actor, params: { machineId }, body }) => ({
  machine: await trustHostKey(actor, machineId, body.fingerprint),
}))
