import { z } from 'zod'
import type { Contract } from './endpoint'

const whole = (least: number, most: number, unit: string) =>
  z.int('Give a whole number.').min(least, `Give ${least} ${unit} or more.`).max(most, `Give ${most} ${unit} at most.`)

/** How long logs of runs are kept, and how much of the disk is kept free. */
export const StorageLimits = z.object({
  logDays: whole(1, 3_650, 'days'),
  /** Megabytes of all logs together. */
  logTotalMb: whole(10, 1_000_000, 'MB'),
  /** The disk counts as full when less is free than this share of it, and less than `freeMb`. */
  freePercent: whole(0, 100, '%'),
  freeMb: whole(0, 100_000_000, 'MB'),
})
export type StorageLimits = z.infer<typeof StorageLimits>

/** How the disk with the panel's files stands. */
export const DiskState = z.object({
  freeBytes: z.number(),
  totalBytes: z.number(),
  /** Too little is free: new runs and uploads are refused. */
  isFull: z.boolean(),
})
export type DiskState = z.infer<typeof DiskState>

const StorageData = z
  .object({
    limits: StorageLimits,
    disk: DiskState,
    /** What all logs take. */
    logBytes: z.number(),
  })
  .meta({ id: 'Storage' })
export type StorageData = z.infer<typeof StorageData>

export const storageEndpoints = {
  'GET /api/storage': {
    summary: 'How much of the disk is free, what logs take, and what may be.',
    action: 'settings.manage',
    answer: StorageData,
  },
  'PUT /api/storage': {
    summary: 'Sets how long logs are kept, and how much of the disk is kept free.',
    action: 'settings.manage',
    body: StorageLimits,
    answer: StorageData,
  },
} as const satisfies Contract
