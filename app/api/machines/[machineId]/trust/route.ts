import { trustHostKey } from '@/lib/features/machines/trust-host-key'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/[machineId]/trust', async ({ actor, params: { machineId }, body }) => ({
  machine: await trustHostKey(actor, machineId, body.fingerprint),
}))
