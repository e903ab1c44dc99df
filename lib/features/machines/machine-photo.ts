import { MOST_PHOTO_BYTES } from '@/lib/contracts/boards'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { machineRow } from './machine-rows'
import { plainPhoto } from './plain-photo'
import { findMachine } from './queries'
import { changeableMachines, visibleMachines } from './visible-machines'

/**
 * Keeps a photo with a machine, in place of an earlier one.
 * @param base64 the file; what is in it decides what it is
 * @throws AppError `bad-input`, `not-found`
 */
export async function keepPhoto(actor: Actor, machineId: string, base64: string): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  await machineRow(changeableMachines(actor), machineId)
  const file = Buffer.from(base64, 'base64')
  if (file.length > MOST_PHOTO_BYTES) {
    throw new AppError('bad-input', {
      userMessage: 'A photo has 600 kB at most. Make it smaller first.',
      details: { field: 'base64' },
    })
  }
  const { type, bytes } = plainPhoto(file)
  const data = { type, bytes: new Uint8Array(bytes), createdAt: new Date() }
  await db().$transaction(async (transaction) => {
    await transaction.machinePhoto.upsert({ where: { machineId }, create: { machineId, ...data }, update: data })
    const details = { bytes: bytes.length }
    await recordAudit(
      { actor, action: 'machine.photo', subject: { type: 'machine', id: machineId }, details },
      transaction,
    )
  })
  return findMachine(actor, machineId)
}

/** Removes it; repeatable. @throws AppError `not-found` */
export async function removePhoto(actor: Actor, machineId: string): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  await machineRow(changeableMachines(actor), machineId)
  await db().$transaction(async (transaction) => {
    const { count } = await transaction.machinePhoto.deleteMany({ where: { machineId } })
    if (count === 0) return
    const subject = { type: 'machine', id: machineId } as const
    await recordAudit({ actor, action: 'machine.photo', subject, details: { removed: true } }, transaction)
  })
  return findMachine(actor, machineId)
}

/** @throws AppError `not-found`, also for a machine without one */
export async function readPhoto(
  actor: Actor,
  machineId: string,
): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> }> {
  assertMay(actor, 'machines.read')
  await machineRow(visibleMachines(actor), machineId)
  const photo = await db().machinePhoto.findUnique({ where: { machineId } })
  if (photo === null) throw notFound('photo')
  return { type: photo.type, bytes: photo.bytes }
}
