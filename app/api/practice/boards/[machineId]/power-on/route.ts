import { powerOnBoard } from '@/lib/features/practice/power-on-board'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/practice/boards/[machineId]/power-on', ({ actor, params: { machineId } }) =>
  powerOnBoard(actor, machineId),
)
