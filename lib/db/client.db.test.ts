import { expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { db } from './client'
import { pool } from './pool'

provideTestDatabase()

it('reads what it wrote, through Prisma and through the pool it shares', async () => {
  const id = newId()
  await db().user.create({ data: { id, name: 'Ada', email: `${id}@example.org` } })
  expect(await db().user.findUnique({ where: { id } })).toMatchObject({ name: 'Ada', role: 'member' })
  expect((await pool().query('select name from "user" where id = $1', [id])).rows).toEqual([{ name: 'Ada' }])
  expect(db()).toBe(db())
})

it('undoes a transaction that throws', async () => {
  const id = newId()
  const failing = db().$transaction(async (tx) => {
    await tx.user.create({ data: { id, name: 'Bob', email: `${id}@example.org` } })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await db().user.findUnique({ where: { id } })).toBeNull()
})
