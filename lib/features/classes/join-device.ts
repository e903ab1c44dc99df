import { createHmac } from 'node:crypto'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { newId } from '@/lib/core/ids'
import { sameText } from '@/lib/providers/practice/host/access-tokens'

const NAME = 'buzz-join'
const YEAR_S = 365 * 24 * 60 * 60

const sign = (deviceId: string): string =>
  createHmac('sha256', derivedKey(env().BUZZCRATE_SECRET_KEY, 'classes'))
    .update(`device\n${deviceId}`)
    .digest('base64url')

/**
 * The browser that asks, if this panel has marked it: its attempts are counted by themselves, so that whoever guesses at
 * the same address keeps nobody out. The mark opens nothing.
 */
export function joinDevice(headers: Headers): string | undefined {
  const cookies = (headers.get('cookie') ?? '').split(';').map((part) => part.trim())
  const cookie = cookies.find((part) => part.startsWith(`${NAME}=`))?.slice(NAME.length + 1)
  const [, id, signature] = /^([0-9a-z]{16})\.([\w-]{43})$/.exec(cookie ?? '') ?? []
  return id !== undefined && signature !== undefined && sameText(signature, sign(id)) ? id : undefined
}

/** `set-cookie` that marks a browser. */
export function joinDeviceCookie(secure: boolean, deviceId: string = newId()): string {
  const value = `${deviceId}.${sign(deviceId)}`
  return `${NAME}=${value}; Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}
