import { z } from 'zod'
import { isMac } from '@/lib/shared/mac'
import { isAddress } from '@/lib/shared/machine-list'
import type { Contract } from './endpoint'

/** What fits into the report of a board; more of it is not read. */
export const MOST_REPORT_BYTES = 16_384

const line = (most: number) =>
  z
    .string()
    .max(most)
    // Device trees end their texts with NUL, and shells their lines with a newline.
    .transform((text) => text.replace(/[\0\r\n]+$/, '').trim())
    .refine((text) => !/\p{Cc}/u.test(text), 'This must be one line of text.')

/** What a board says of itself when it starts for the first time. */
export const FirstBootReport = z
  .object({
    hostname: line(253),
    /** /etc/machine-id. */
    machineId: z.string().regex(/^[0-9a-f]{32}$/, 'A machine id is 32 hexadecimal digits.'),
    /** /proc/device-tree/model; empty where there is none. */
    model: line(200).default(''),
    serial: line(100).default(''),
    macs: z.array(z.string().toLowerCase().refine(isMac, 'This is not a MAC address.')).max(16).default([]),
    /** Its public host key, as in known_hosts. */
    hostKey: line(8_000),
    memoryMib: z.number().int().min(0).max(16_777_216).default(0),
    architecture: line(40).default(''),
    os: line(200).default(''),
    /** /sys/fs/cgroup/cgroup.controllers, separated by spaces. */
    cgroupControllers: line(400).default(''),
    /** Addresses that it has itself, the one of its default route first. */
    addresses: z.array(z.string().max(64).refine(isAddress, 'This is not an address.')).max(32).default([]),
  })
  .meta({ id: 'FirstBootReport' })
export type FirstBootReport = z.infer<typeof FirstBootReport>

export const firstBootEndpoints = {
  'POST /api/first-boot': {
    summary: 'A board that starts for the first time registers itself, with the one-time token of its card (Bearer).',
    action: 'public',
    body: FirstBootReport,
    mostBytes: MOST_REPORT_BYTES,
    answer: z.object({
      /** `asked`: a person decides whether it is the right board; nothing more is to be sent. */
      state: z.enum(['registered', 'asked']),
    }),
  },
} as const satisfies Contract
