import { pool } from '@/lib/db/pool'
import { busTopics } from '@/lib/events/bus-topics'
import { isPractice } from '@/lib/providers/find-definition'
import { marksOf, usualStepMs } from '@/lib/shared/classroom/all-marks'
import { newlyReached } from '@/lib/shared/classroom/all-milestones'
import type { SeenClass } from '@/lib/shared/classroom/mark'
import type { SeenRun, SeenWork } from '@/lib/shared/classroom/seen-work'
import type { Observation } from '@/lib/shared/classroom/wall'
import { StudentWatch } from './student-watch'
import { type WatchedStudent, watchedStudents } from './watched-students'

interface Seen {
  readonly student: WatchedStudent
  readonly work: SeenWork
}

/** One statement: a student may be taken out of the class meanwhile, and then nothing of it is written. */
const WRITE = `
  with news as (
    select * from jsonb_to_recordset($1::jsonb) as news("classId" text, "studentId" text, body text, reached jsonb)
    where exists (select 1 from student where id = news."studentId")
  ), observed as (
    insert into student_observation ("studentId", body, at)
    select "studentId", body, clock_timestamp() at time zone 'utc' from news
    on conflict ("studentId") do update set body = excluded.body, at = excluded.at
  ), reached as (
    insert into student_milestone ("studentId", milestone, "reachedAt")
    select "studentId", milestone, clock_timestamp() at time zone 'utc'
    from news cross join lateral jsonb_array_elements_text(reached) as milestone
    on conflict do nothing
  )
  select pg_notify($2, "classId" || '/' || "studentId") from news`

/** A browser that was not heard of for so long is not there any more: a lid was closed. */
const HERE_MS = 90_000
/** So many students are read at a time. */
const AT_ONCE = 4

/** Keeps what the panel sees of the students of all classes that go on: milestones, once and for good, and marks. */
export class ClassWatch {
  private readonly watches = new Map<string, StudentWatch>()

  /** One look at everybody. @returns how many students there are to look at */
  async look(now: number): Promise<number> {
    const students = await watchedStudents()
    const present = new Set(students.map(({ studentId }) => studentId))
    for (const id of this.watches.keys()) if (!present.has(id)) this.watches.delete(id)
    const seen = await this.lookAt(students, now)
    const news = [...byClass(seen).values()].flatMap((ofClass) => newsOf(ofClass, now))
    if (news.length > 0) {
      await pool().query({ name: 'class-watch-write', text: WRITE, values: [JSON.stringify(news), busTopics.classes] })
    }
    return students.length
  }

  private async lookAt(students: readonly WatchedStudent[], now: number): Promise<readonly Seen[]> {
    const seen: Seen[] = []
    const waiting = students.values()
    const lane = async () => {
      for (const student of waiting) {
        const watch = this.watches.get(student.studentId) ?? new StudentWatch()
        this.watches.set(student.studentId, watch)
        seen.push({ student, work: await watch.look(student, now) })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    return seen
  }
}

function byClass(seen: readonly Seen[]): ReadonlyMap<string, readonly Seen[]> {
  const classes = new Map<string, Seen[]>()
  for (const each of seen) {
    const { classId } = each.student
    classes.set(classId, [...(classes.get(classId) ?? []), each])
  }
  return classes
}

interface News {
  readonly classId: string
  readonly studentId: string
  readonly body: string
  readonly reached: readonly string[]
}

/** Of whom there is something new to say. */
function newsOf(seen: readonly Seen[], now: number): readonly News[] {
  const all = seenClass(seen, now)
  return seen.flatMap(({ student, work }) => {
    const { classId, studentId, joinedAt, paused } = student
    const body = JSON.stringify(observationOf(student, work, { ...all, goesOn: all.goesOn && !paused }))
    // A cluster that is made before its student comes is no milestone of theirs.
    const reached = joinedAt === null ? [] : newlyReached(work, new Set(student.reached))
    return body === student.observation && reached.length === 0 ? [] : [{ classId, studentId, body, reached }]
  })
}

function seenClass(seen: readonly Seen[], now: number): SeenClass {
  const [first] = seen
  const { startsAt = now, endsAt = now } = first?.student ?? {}
  const active = seen.flatMap(({ work }) => work.activeAt ?? [])
  return {
    usualMs: usualStepMs(seen.flatMap(({ work }): readonly SeenRun[] => (work.run === undefined ? [] : [work.run]))),
    activeAt: active.length === 0 ? undefined : Math.max(...active),
    goesOn: startsAt <= now && now < endsAt,
    startedAt: startsAt,
  }
}

function observationOf({ cluster, run, seenAt }: WatchedStudent, work: SeenWork, all: SeenClass): Observation {
  const goesOn = run !== null && work.run !== undefined && run.status !== 'succeeded' && run.status !== 'undone'
  return {
    here: seenAt !== null && work.now - seenAt < HERE_MS,
    cluster: cluster === null ? null : { id: cluster.id, phase: cluster.phase, practice: isPractice(cluster.provider) },
    run: goesOn && work.run !== undefined ? { id: run.id, done: work.run.done, steps: work.run.steps } : null,
    marks: marksOf(work, all),
  }
}
