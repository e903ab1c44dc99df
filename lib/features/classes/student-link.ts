import { createHmac } from 'node:crypto'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { sameText } from '@/lib/providers/practice/host/access-tokens'
import { paths } from '@/lib/shared/paths'

interface Linked {
  readonly id: string
  readonly linkVersion: number
}

/**
 * What a student's personal link carries. It is made of the installation's key, so slips can be printed again, and yet it
 * cannot be read from the database. A higher version makes all earlier links useless.
 */
export function linkToken({ id, linkVersion }: Linked): string {
  const mac = createHmac('sha256', derivedKey(env().BUZZCRATE_SECRET_KEY, 'classes'))
  return `${id}.${mac.update(`link\n${id}\n${linkVersion}`).digest('base64url').slice(0, 32)}`
}

/** Whose link it says that it is. Whether it is, `isLinkOf` says. */
export const studentOfLink = (token: string): string | undefined => /^([0-9a-z]{1,64})\.[\w-]{32}$/.exec(token)?.[1]

export const isLinkOf = (student: Linked, token: string): boolean => sameText(linkToken(student), token)

/** Where the link leads; the panel's address goes before it. The token stands in the fragment: no server logs it. */
export const linkPath = (student: Linked): string => `${paths.join()}#link=${linkToken(student)}`
