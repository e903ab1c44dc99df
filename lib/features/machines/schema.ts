import { z } from 'zod'
import { FixId } from '@/lib/shared/finding'
import { isAddress, isLoginUser, isMachineName } from '@/lib/shared/machine-list'

export const MAX_MACHINES = 100

export const MachineName = z
  .string()
  .trim()
  .toLowerCase()
  .refine(isMachineName, 'Use small letters, digits and hyphens, at most 63: it becomes the name of the node.')
export type MachineName = z.infer<typeof MachineName>

export const MachineAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .refine(isAddress, 'Give an IP address or a host name, without user and port.')
export type MachineAddress = z.infer<typeof MachineAddress>

export const LoginUser = z
  .string()
  .trim()
  .refine(isLoginUser, 'Give the name of a user on the machine, like pi or root.')
export type LoginUser = z.infer<typeof LoginUser>

const Port = z
  .number()
  .int()
  .min(1, 'A port is a number from 1 to 65535.')
  .max(65_535, 'A port is a number from 1 to 65535.')
/** It is sent as one line. */
const SudoPassword = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => !/[\r\n\0]/.test(text), 'A password is one line.')

export const NewMachine = z.object({
  name: MachineName,
  address: MachineAddress,
  port: Port.default(22),
  loginUser: LoginUser.optional(),
})
export type NewMachine = z.infer<typeof NewMachine>

/** Machines as a pasted list, or one by one; with what they have in common. */
export const AddMachines = z
  .object({
    /** One machine a line: see lib/shared/machine-list. */
    list: z.string().max(20_000, 'This list is too long.').optional(),
    machines: z.array(NewMachine).max(MAX_MACHINES, `At most ${MAX_MACHINES} machines at once.`).optional(),
    /** Where a line or a machine names none. */
    loginUser: LoginUser,
    sshKeyId: z.string().min(1, 'Choose the key to log in with.').max(64),
    sudoPassword: SudoPassword.optional(),
  })
  .refine(({ list, machines }) => (list ?? '').trim() !== '' || (machines ?? []).length > 0, {
    path: ['list'],
    message: 'Name at least one machine.',
  })
export type AddMachines = z.infer<typeof AddMachines>

/** What is left out stays. `sudoPassword: null` forgets it. */
export const MachineChange = z.object({
  name: MachineName.optional(),
  address: MachineAddress.optional(),
  port: Port.optional(),
  loginUser: LoginUser.optional(),
  sshKeyId: z.string().min(1).max(64).optional(),
  sudoPassword: SudoPassword.nullable().optional(),
  /** Place on the desk, 0 first. */
  position: z.number().int().min(0).max(10_000).optional(),
})
export type MachineChange = z.infer<typeof MachineChange>

export const TrustHostKey = z.object({
  /** The one that the person saw and compared. */
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'A fingerprint looks like SHA256:….'),
})

export const FixMachine = z.object({ fix: FixId })

/** Judge machines for the cluster that they are wanted for. */
export const PreflightMachines = z.object({
  machines: z
    .array(z.object({ machineId: z.string().min(1).max(64), role: z.enum(['server', 'agent']) }))
    .min(1, 'Choose at least one machine.')
    .max(MAX_MACHINES),
  k3sVersion: z.string().regex(/^v\d+\.\d+\.\d+\+k3s\d+$/, 'A k3s version looks like v1.36.1+k3s1.'),
  allowCgroupV1: z.boolean().default(false),
  /** Visit all of them now; otherwise the latest visit of each is judged, and only those never seen are visited. */
  visit: z.boolean().default(true),
})
export type PreflightMachines = z.infer<typeof PreflightMachines>
