import { writePracticeCard } from '@/lib/features/practice/write-practice-card'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/practice/boards/[machineId]/write', ({ actor, params: { machineId }, body }) =>
  writePracticeCard(actor, machineId, body),
)
