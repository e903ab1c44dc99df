import { addPracticeBoards } from '@/lib/features/practice/add-practice-boards'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/practice/boards', async ({ actor, body }) => ({
  machineIds: await addPracticeBoards(actor, body),
}))
