import { z } from 'zod'
import { MachineRole } from '@/lib/ports/planned-machine'
import { ClusterDefinition, K3sVersion } from '@/lib/providers/cluster-definition'
import { Finding, FindingLevel, FixId } from '@/lib/shared/finding'
import { isAddress, isLoginUser, isMachineName, withoutLastDot } from '@/lib/shared/machine-list'
import { boardChange, boardFields, newBoard } from './board-fields'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

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
  .overwrite(withoutLastDot)
  .refine(isAddress, 'Give an IP address or a host name, without user and port; none that begins with fe80.')
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
  /** A board that has not started yet has none. */
  address: MachineAddress.optional(),
  port: Port.default(22),
  loginUser: LoginUser.optional(),
  ...newBoard,
})
export type NewMachine = z.infer<typeof NewMachine>

/** Machines as a pasted list, or one by one; with what they have in common. */
export const AddMachines = z
  .object({
    /** One machine a line, or CSV with a header: see lib/shared/machine-list and machine-table. */
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
  ...boardChange,
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
    .array(z.object({ machineId: z.string().min(1).max(64), role: MachineRole }))
    .min(1, 'Choose at least one machine.')
    .max(MAX_MACHINES),
  k3sVersion: K3sVersion,
  ...ClusterDefinition.pick({
    allowCgroupV1: true,
    traefik: true,
    apps: true,
    nativeSnapshotter: true,
    clusterCidr: true,
    serviceCidr: true,
  }).shape,
  /** Visit all of them now; otherwise the latest visit of each is judged, and only those never seen are visited. */
  visit: z.boolean().default(true),
})
export type PreflightMachines = z.infer<typeof PreflightMachines>

/** A machine as pages list it. */
export const ListedMachine = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Undefined before its first boot. */
    address: z.string().optional(),
    port: z.number(),
    loginUser: z.string(),
    /** Whose it is, where it is somebody else's: an admin sees it, and only its owner uses it. */
    ownerName: z.string().optional(),
    sshKeyId: z.string().optional(),
    hasSudoPassword: z.boolean(),
    /** SHA256 fingerprint of the pinned host key; undefined until it is trusted. */
    hostKeyFingerprint: z.string().optional(),
    /** Another key that the machine showed since: nothing connects until a person decides. */
    offeredFingerprint: z.string().optional(),
    /** `Debian 12, arm64, 8 GB, 24 GB free, clock right, cgroup v2`, from the latest visit. */
    summary: z.string().optional(),
    findings: list(Finding).optional(),
    checkedAt: Time.optional(),
    cluster: z
      .object({
        id: z.string(),
        name: z.string(),
        role: MachineRole,
        /** Something failed there and waits for somebody. */
        needsPerson: z.boolean(),
      })
      .optional(),
    ...boardFields,
  })
  .meta({ id: 'Machine' })
export type ListedMachine = z.infer<typeof ListedMachine>

/** A machine judged for its role in a cluster. */
export const JudgedMachine = z
  .object({
    machineId: z.string(),
    name: z.string(),
    role: MachineRole,
    level: FindingLevel,
    summary: z.string().optional(),
    findings: list(Finding),
    /** Its host key waits for a person's word. */
    offeredFingerprint: z.string().optional(),
    hostKeyFingerprint: z.string().optional(),
  })
  .meta({ id: 'JudgedMachine' })
export type JudgedMachine = z.infer<typeof JudgedMachine>

export const JudgedMachines = z.object({
  /** Nothing stands in the way of a cluster on these machines. */
  ready: z.boolean(),
  machines: list(JudgedMachine),
})
export type JudgedMachines = z.infer<typeof JudgedMachines>

const params = z.object({ machineId: Id })
const OneMachine = z.object({ machine: ListedMachine })
const Machines = z.object({ machines: list(ListedMachine) })

export const machineEndpoints = {
  'GET /api/machines': {
    summary: 'The person’s machines in their order on the desk, each judged by its latest visit.',
    action: 'machines.read',
    answer: Machines,
  },
  'POST /api/machines': {
    summary: 'Adds machines, all or none. Nothing is contacted: check them next.',
    action: 'machines.manage',
    body: AddMachines,
    answer: Machines,
  },
  'POST /api/machines/preflight': {
    summary: 'Visits machines side by side and judges them for the cluster that they are wanted for.',
    action: 'machines.manage',
    body: PreflightMachines,
    answer: JudgedMachines,
  },
  'GET /api/machines/[machineId]': {
    summary: 'One machine.',
    action: 'machines.read',
    params,
    answer: OneMachine,
  },
  'PATCH /api/machines/[machineId]': {
    summary: 'Changes how a machine is called or reached.',
    action: 'machines.manage',
    params,
    body: MachineChange,
    answer: OneMachine,
  },
  'DELETE /api/machines/[machineId]': {
    summary: 'Takes a machine off the list. The machine itself is not touched.',
    action: 'machines.manage',
    params,
    answer: 'nothing',
  },
  'POST /api/machines/[machineId]/check': {
    summary: 'Visits the machine and answers with what was seen.',
    action: 'machines.manage',
    params,
    answer: OneMachine,
  },
  'POST /api/machines/[machineId]/trust': {
    summary: 'Accepts the host key with this fingerprint.',
    action: 'machines.manage',
    params,
    body: TrustHostKey,
    answer: OneMachine,
  },
  'POST /api/machines/[machineId]/fix': {
    summary: 'Puts one thing right on the machine and checks it again.',
    action: 'machines.manage',
    params,
    body: FixMachine,
    answer: OneMachine,
  },
} as const satisfies Contract
