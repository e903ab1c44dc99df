import { progressCsv } from '@/lib/features/classes/progress-csv'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/classes/[classId]/progress', async ({ actor, params: { classId } }) => {
  const csv = await progressCsv(actor, classId)
  return new Response(csv, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="progress.csv"',
      'cache-control': 'no-store',
    },
  })
})
