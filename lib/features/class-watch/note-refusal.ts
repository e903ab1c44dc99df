import type { Actor } from '@/lib/core/actor'
import { log } from '@/lib/core/log'
import { pool } from '@/lib/db/pool'

/** Notes that the panel refused something that a student asked for, and forgets what is older than an hour. */
const NOTE = `
  with gone as (
    delete from student_refusal where "studentId" = $1 and at < clock_timestamp() at time zone 'utc' - interval '1 hour'
  )
  insert into student_refusal ("studentId", at)
  select id, clock_timestamp() at time zone 'utc' from student
  where id = $1 and (select count(*) from student_refusal where "studentId" = $1) < 100
  on conflict do nothing`

/** For the mark of a student who is refused again and again. Of others nothing is noted; it never fails. */
export async function noteRefusal({ userId, role }: Actor): Promise<void> {
  if (role !== 'student') return
  try {
    await pool().query({ name: 'note-refusal', text: NOTE, values: [userId] })
  } catch (error) {
    log.warn('a refusal could not be noted', { reason: String(error) })
  }
}
