import { expect, it, vi } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { auditOutside, listAudit } from './audit'

provideTestDatabase()

const admin = { userId: 'ada', role: 'admin' } as const
const entry = {
  actor: admin,
  action: 'machine.fix',
  subject: { type: 'machine', id: 'm' },
  details: { fix: 'set-clock' },
}

it('keeps the entry of what failed outside, and says that it failed', async () => {
  const fails = () => Promise.reject(new AppError('host-unreachable', { userMessage: 'It is away.' }))
  await expect(auditOutside(entry, fails)).rejects.toMatchObject({ code: 'host-unreachable' })
  expect(await auditOutside(entry, async () => 'done')).toBe('done')
  const rows = await db().auditEntry.findMany({ orderBy: { at: 'asc' }, select: { details: true } })
  expect(rows.map(({ details }) => details)).toEqual([
    { fix: 'set-clock', failed: 'host-unreachable' },
    { fix: 'set-clock' },
  ])
  expect((await listAudit(admin)).map(({ failed }) => failed)).toEqual([false, true])
})

it('does nothing outside that cannot be recorded', async () => {
  await db().$executeRaw`alter table audit_entry add constraint none check (false) not valid`
  const act = vi.fn(async () => undefined)
  await expect(auditOutside(entry, act)).rejects.toThrow('none')
  expect(act).not.toHaveBeenCalled()
})
