import { pool } from '@/lib/db/pool'
import type { RunStatus } from '@/lib/engine/decide'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'

/** How far everything that concerns a student has got: what changed since the last look is read, and nothing else. */
export interface WatchedStudent {
  readonly studentId: string
  readonly classId: string
  readonly joinedAt: number | null
  /** When their browser last asked for something. */
  readonly seenAt: number | null
  readonly startsAt: number
  readonly endsAt: number
  /** The class, or this student in it. */
  readonly paused: boolean
  readonly reached: readonly string[]
  /** The latest cluster. */
  readonly cluster: WatchedCluster | null
  /** The latest run about it. */
  readonly run: { readonly id: string; readonly status: RunStatus; readonly head: number } | null
  /** When they last did something that the audit log has, within the last quarter of an hour. */
  readonly actedAt: number | null
  readonly refusedAt: readonly number[]
  readonly observation: string | null
}

export interface WatchedCluster {
  readonly id: string
  readonly provider: string
  readonly phase: ClusterPhase
  readonly machines: number
  /** Number of its live view; 0 before the first. */
  readonly head: number
  readonly sightings: readonly { readonly kind: string; readonly firstAt: number; readonly lastAt: number }[]
  readonly receipt: { readonly checkedAt: number; readonly left: number } | null
}

const NOW = `(clock_timestamp() at time zone 'utc')`
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`

/** Classes that nobody has ended, about their time or with somebody there. */
const LIVE = `
  select * from class where "endedAt" is null and "archivedAt" is null and (
    ("startsAt" < ${NOW} + interval '1 hour' and "endsAt" > ${NOW} - interval '6 hours')
    or exists (select 1 from student where student."classId" = class.id and "seenAt" > ${NOW} - interval '15 minutes'))`

const STUDENTS = `
  with live as (${LIVE}),
  acted as materialized (
    select "actorId", max(at) as at from audit_entry where at > ${NOW} - interval '15 minutes' group by "actorId")
  select student.id as "studentId", student."classId", ${ms('student."joinedAt"')} as "joinedAt",
    ${ms('student."seenAt"')} as "seenAt",
    ${ms('live."startsAt"')} as "startsAt", ${ms('live."endsAt"')} as "endsAt",
    (live."pausedAt" is not null or student."pausedAt" is not null) as paused,
    (select coalesce(json_agg(milestone), '[]') from student_milestone where "studentId" = student.id) as reached,
    (select coalesce(json_agg(${ms('at')} order by at), '[]') from student_refusal
      where "studentId" = student.id and at > ${NOW} - interval '10 minutes') as "refusedAt",
    ${ms('acted.at')} as "actedAt", student_observation.body as observation,
    case when latest.id is null then null else json_build_object(
      'id', latest.id, 'provider', latest.provider, 'phase', latest.phase,
      'machines', (select count(*) from machine where "clusterId" = latest.id),
      'head', coalesce(greatest((select max(seq) from cluster_delta where "clusterId" = latest.id),
        (select seq from cluster_snapshot where "clusterId" = latest.id)), 0),
      'sightings', (select coalesce(json_agg(json_build_object(
          'kind', kind, 'firstAt', ${ms('"firstAt"')}, 'lastAt', ${ms('"lastAt"')})), '[]')
        from cluster_sighting where "clusterId" = latest.id),
      'receipt', case when latest.receipt is null then null else json_build_object(
        'checkedAt', latest.receipt->'checkedAt',
        'left', (select count(*) from jsonb_array_elements(latest.receipt->'lines') as line,
          jsonb_array_elements(line->'left'))) end) end as cluster,
    case when newest.id is null then null else json_build_object('id', newest.id, 'status', newest.status,
      'head', coalesce((select max(seq) from run_event where "runId" = newest.id), 0)) end as run
  from live join student on student."classId" = live.id
  left join acted on acted."actorId" = student.id
  left join student_observation on student_observation."studentId" = student.id
  left join lateral (select id, provider, phase, receipt from cluster where "ownerId" = student.id
    order by "createdAt" desc, id limit 1) latest on true
  left join lateral (select id, status from run where "subjectType" = 'cluster' and "subjectId" = latest.id
    order by number desc limit 1) newest on true
  order by student.id`

/** All students of the classes that go on now. */
export async function watchedStudents(): Promise<readonly WatchedStudent[]> {
  const { rows } = await pool().query<WatchedStudent>({ name: 'watched-students', text: STUDENTS })
  return rows
}

/** Whether any class goes on. */
export async function isAnyClassLive(): Promise<boolean> {
  const { rowCount } = await pool().query({ name: 'live-classes', text: `${LIVE} limit 1` })
  return rowCount !== 0
}
