import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '@/lib/core/errors'

const derive = promisify(pbkdf2)

/**
 * What a WPA network makes of its passphrase (IEEE 802.11i, H.4: PBKDF2 with HMAC-SHA1, the name as salt, 4096 rounds,
 * 256 bits), 64 hex digits. It opens this network and no other, and does not say what the passphrase was.
 * @throws AppError `wifi-passphrase-wrong` for what no such network can have
 */
export async function derivePsk(passphrase: string, ssid: string): Promise<string> {
  const nameBytes = Buffer.byteLength(ssid)
  if (nameBytes < 1 || nameBytes > 32) throw wrong('The name of a wireless network has 1 to 32 bytes.')
  if (!/^[\x20-\x7e]{8,63}$/.test(passphrase))
    throw wrong('The passphrase of a wireless network has 8 to 63 letters, digits and signs of ASCII.')
  return (await derive(passphrase, ssid, 4096, 32, 'sha1')).toString('hex')
}

const wrong = (userMessage: string) => new AppError('wifi-passphrase-wrong', { userMessage })
