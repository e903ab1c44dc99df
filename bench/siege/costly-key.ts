const uint = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const field = (data: Buffer | string): Buffer => Buffer.concat([uint(Buffer.from(data).length), Buffer.from(data)])

/** An OpenSSH key that asks for as many rounds as are allowed, and holds nothing. */
export function costlyKey(rounds = 256): string {
  const kdf = Buffer.concat([field(Buffer.alloc(16, 7)), uint(rounds)])
  const parts = [field('aes256-ctr'), field('bcrypt'), field(kdf), uint(1), field('public'), field(Buffer.alloc(64))]
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...parts]).toString('base64')
  const lines = body.match(/.{1,70}/g) ?? []
  const label = 'OPENSSH PRIVATE KEY'
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
