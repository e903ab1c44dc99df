import { z } from 'zod'

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
