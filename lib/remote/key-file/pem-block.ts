/** A private key as text: one block of PEM (RFC 1421, RFC 7468), or OpenSSH's own format, which looks the same. */
export interface PemBlock {
  /** Between BEGIN and END, e.g. `OPENSSH PRIVATE KEY`. */
  readonly label: string
  /** How an old PEM file is encrypted, `AES-128-CBC,0A1B…`; undefined where it is not. */
  readonly dekInfo: string | undefined
  readonly body: Buffer
}

const BEGIN = /^-----BEGIN ((?:OPENSSH |RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY)-----$/
/** A key that a password manager or a form has put on one line, with blanks or \\n where lines ended. */
const ON_ONE_LINE =
  /^(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)(?: |\\n)+([A-Za-z0-9+/= \\]+?)(?: |\\n)*(-----END [A-Z ]{0,30}PRIVATE KEY-----)(?: |\\n)*$/
const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * The first private key of a text, read line by line: whatever the text is, this takes no longer than its length.
 * `undefined` when there is none, or when it is not well formed.
 */
export function readPemBlock(text: string): PemBlock | undefined {
  const lines = text.split(/\r?\n/).flatMap((line) => unfolded(line.trim()))
  const start = lines.findIndex((line) => BEGIN.test(line))
  const label = BEGIN.exec(lines[start] ?? '')?.[1]
  if (label === undefined) return undefined
  const end = lines.indexOf(`-----END ${label}-----`, start)
  if (end < 0) return undefined
  const inner = lines.slice(start + 1, end).filter((line) => line !== '')
  const headers = inner.filter((line) => line.includes(':'))
  const data = inner.filter((line) => !line.includes(':'))
  if (data.length === 0 || !data.every((line) => BASE64_LINE.test(line))) return undefined
  const dekInfo = headers.find((line) => line.startsWith('DEK-Info:'))?.slice('DEK-Info:'.length)
  return { label, dekInfo: dekInfo?.trim(), body: Buffer.from(data.join(''), 'base64') }
}

/** The lines that stand on one. Only a plain body: headers of old encrypted files cannot be told apart any more. */
function unfolded(line: string): readonly string[] {
  const [, begin = '', body = '', end = ''] = ON_ONE_LINE.exec(line) ?? []
  return begin === '' ? [line] : [begin, ...body.split(/(?: |\\n)+/), end]
}

/** The block and nothing else, as ssh-keygen and openssl write it: what parsers are given in place of a stranger's text. */
export function pemText({ label, dekInfo, body }: PemBlock): string {
  const headers = dekInfo === undefined ? [] : ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${dekInfo}`, '']
  const lines = body.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...headers, ...lines, `-----END ${label}-----`, ''].join('\n')
}
