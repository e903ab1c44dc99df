import { z } from 'zod'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

export const KeyName = z
  .string()
  .trim()
  .min(1, 'Give the key a name.')
  .max(60, 'A name has at most 60 characters.')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u, 'Use letters, digits, spaces and . _ @ - in the name.')
export type KeyName = z.infer<typeof KeyName>

/** Without `privateKey` the panel makes a new pair. */
export const NewKey = z.object({
  name: KeyName,
  privateKey: z.string().min(1).max(20_000, 'This text is too long for a private key.').optional(),
  passphrase: z.string().min(1).max(1_000).optional(),
})
export type NewKey = z.infer<typeof NewKey>

/** An SSH key as pages list it: its public half. */
export const ListedSshKey = z
  .object({
    id: z.string(),
    name: z.string(),
    /** One line, as in authorized_keys. */
    publicKey: z.string(),
    fingerprint: z.string(),
    createdAt: Time,
    /** Machines that log in with it: such a key cannot be deleted. */
    usedBy: list(z.object({ id: z.string(), name: z.string() })),
    /** One line to paste on a machine, as the user who will log in. */
    installCommand: z.string(),
  })
  .meta({ id: 'SshKey' })
export type ListedSshKey = z.infer<typeof ListedSshKey>

const params = z.object({ keyId: Id })
const OneKey = z.object({ key: ListedSshKey })

export const sshKeyEndpoints = {
  'GET /api/ssh-keys': {
    summary: 'The person’s keys, newest first.',
    action: 'ssh-keys.read',
    answer: z.object({ keys: list(ListedSshKey) }),
  },
  'POST /api/ssh-keys': {
    summary: 'Makes a key pair, or takes over the one in `privateKey`. The private half is never shown.',
    action: 'ssh-keys.manage',
    body: NewKey,
    answer: OneKey,
  },
  'GET /api/ssh-keys/[keyId]': { summary: 'One key.', action: 'ssh-keys.read', params, answer: OneKey },
  'DELETE /api/ssh-keys/[keyId]': {
    summary: 'Deletes a key that no machine uses.',
    action: 'ssh-keys.manage',
    params,
    answer: 'nothing',
  },
} as const satisfies Contract
