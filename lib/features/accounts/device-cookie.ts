import { createHmac, timingSafeEqual } from 'node:crypto'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { newId } from '@/lib/core/ids'

const NAME = 'buzz-device'
const YEAR_S = 365 * 24 * 60 * 60

const sign = (deviceId: string, email: string) =>
  createHmac('sha256', derivedKey(env().BUZZCRATE_SECRET_KEY, 'sessions'))
    .update(`device\n${deviceId}\n${email}`)
    .digest('base64url')

/**
 * A browser that has signed in to an account before proves it with this cookie, and its attempts are counted on
 * their own: so strangers who guess at the account cannot keep its owner out. It opens nothing by itself.
 */
export function knownDevice(headers: Headers, email: string): string | undefined {
  const cookie = headers
    .get('cookie')
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${NAME}=`))
    ?.slice(NAME.length + 1)
  const [deviceId, signature] = cookie?.split('.') ?? []
  if (deviceId === undefined || signature === undefined) return undefined
  const wanted = Buffer.from(sign(deviceId, email))
  const given = Buffer.from(signature)
  return wanted.length === given.length && timingSafeEqual(wanted, given) ? deviceId : undefined
}

/** `set-cookie` of a device that has just signed in. */
export function deviceCookie(email: string, secure: boolean, deviceId: string = newId()): string {
  const value = `${deviceId}.${sign(deviceId, email)}`
  return `${NAME}=${value}; Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}
