import { toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import { beginClusterOf } from './begin-cluster'

/**
 * Once a class is warm, whoever comes late gets their cluster at once. That it fails is not for the student, who only asked
 * to come in: the teacher sees that there is none.
 */
export async function warmUp(studentId: string): Promise<void> {
  const student = await db().student.findUnique({
    where: { id: studentId },
    select: { class: { select: { warmedAt: true } }, user: { select: { _count: { select: { clusters: true } } } } },
  })
  // Who has had one, and deleted it, makes the next one by themselves.
  if (student === null || student.class.warmedAt === null || student.user._count.clusters > 0) return
  await beginClusterOf(studentId).catch((error: unknown) => {
    const { code, message } = toFailure(error)
    log.warn('a student who came got no cluster', { student: studentId, code, reason: message })
  })
}
