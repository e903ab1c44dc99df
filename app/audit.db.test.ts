import { beforeAll, expect, it, vi } from 'vitest'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import { pool } from '@/lib/db/pool'
import { hashPassword } from '@/lib/features/accounts/write-user'
import { saveReleasesUrl } from '@/lib/features/artifacts/release-settings'
import { callRoute } from '@/lib/testing/call-route'
import { type FoundRoute, isRoute } from '@/lib/testing/find-routes'
import { scaledMs } from '@/lib/testing/pace'
import { provideRoutes } from '@/lib/testing/provide-routes'
import { routeSamples } from '@/lib/testing/route-samples'
import { removeThings, SEEDED_PASSWORD, type SeededPerson, seedPerson, seedThings } from '@/lib/testing/seed-panel'

const routes = provideRoutes()

let admin: SeededPerson
let owner: SeededPerson
let passwordHash: string

beforeAll(async () => {
  passwordHash = await hashPassword(SEEDED_PASSWORD)
  admin = await seedPerson('Ada', 'admin', passwordHash)
  // Each refusal would be in the log as an error of the panel, which it is.
  vi.spyOn(log, 'error').mockImplementation(() => undefined)
  await pool().query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused by the test'; end $$`)
}, scaledMs(60_000))

/** Tables that are no part of what a command changes: what counts attempts, and the log itself. */
const ASIDE = new Set(['audit_entry', 'rate_limit', 'rate_place', 'rate_pause', '_prisma_migrations'])

async function tables(): Promise<readonly string[]> {
  const { rows } = await pool().query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = current_schema() order by tablename`,
  )
  return rows.map(({ name }) => name).filter((name) => !ASIDE.has(name))
}

/** Everything that is stored, by table. */
async function everything(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const name of await tables()) {
    const sql = `select coalesce(json_agg(one order by one::text), '[]'::json)::text as rows from "${name}" one`
    const { rows } = await pool().query<{ rows: string }>(sql)
    found.set(name, rows[0]?.rows ?? '')
  }
  return found
}

const changedTables = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] =>
  [...after].filter(([name, rows]) => before.get(name) !== rows).map(([name]) => name)

/** Runs something while a table takes no change. */
async function whileRefused<T>(table: string, act: () => Promise<T>): Promise<T> {
  await pool().query(
    `create trigger refuse before insert or update or delete on "${table}" for each statement execute function refuse()`,
  )
  try {
    return await act()
  } finally {
    await pool().query(`drop trigger refuse on "${table}"`)
  }
}

interface Outcome {
  readonly status: number
  readonly changed: readonly string[]
  readonly entries: number
}

/** What a call to the route changes, with things that are new each time. */
async function outcomeOf(route: FoundRoute, refused?: string): Promise<Outcome> {
  await removeThings(admin.userId)
  await db().user.deleteMany({ where: { id: owner?.userId ?? '' } })
  owner = await seedPerson('Bob', 'member', passwordHash)
  const things = await seedThings(admin.userId)
  await saveReleasesUrl('http://127.0.0.1:2')
  const sample = routeSamples({ ...things, userId: owner.userId })[route.name] ?? {}
  const before = await everything()
  const entriesBefore = await db().auditEntry.count()
  const call = async () => {
    const response = await callRoute(route, { ...sample, cookie: admin.cookie })
    await response.arrayBuffer()
    return response.status
  }
  const status = await (refused === undefined ? call() : whileRefused(refused, call))
  const changed = changedTables(before, await everything())
  return { status, changed, entries: (await db().auditEntry.count()) - entriesBefore }
}

const commands = () =>
  routes().filter(({ method, handler }) => method !== 'GET' && isRoute(handler) && handler.endpoint.action !== 'public')

it(
  'changes nothing that is not recorded, and records nothing that did not change',
  async () => {
    const audited: string[] = []
    const wrong: string[] = []
    for (const route of commands()) {
      const usual = await outcomeOf(route)
      if (usual.entries === 0) {
        if (usual.status < 400 && usual.changed.length > 0 && !UNRECORDED.has(route.name)) {
          wrong.push(`${route.name} changes ${usual.changed} and is not recorded`)
        }
        continue
      }
      audited.push(route.name)
      const unrecorded = await outcomeOf(route, 'audit_entry')
      if (unrecorded.status < 400) wrong.push(`${route.name} went through without an entry`)
      if (unrecorded.changed.length > 0) wrong.push(`${route.name} changed ${unrecorded.changed} without an entry`)
      for (const table of usual.changed) {
        const undone = await outcomeOf(route, table)
        if (undone.entries > 0) wrong.push(`${route.name} is recorded although ${table} did not change`)
      }
    }
    expect(wrong).toEqual([])
    expect(audited.length).toBeGreaterThan(15)
  },
  scaledMs(240_000),
)

/** What is seen at a visit, and looking at machines, is nothing that a person did to them. */
const UNRECORDED = new Set([
  'POST /api/cloud-accounts/[accountId]/check',
  'POST /api/cloud-accounts/[accountId]/sweep/look',
  'POST /api/machines/[machineId]/check',
  'POST /api/machines/preflight',
  'POST /api/clusters/preflight',
])
