const MASK = '•••'
/** Shorter values are no secrets worth the name, and masking them would tear ordinary words. */
const LEAST_LENGTH = 6

/** Hides the values in a line, plain and as base64: for what a script prints about the secrets it was given. */
export function masker(secrets: readonly string[]): (line: string) => string {
  const needles = secrets
    .flatMap((secret) => [secret, ...secret.split('\n')])
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= LEAST_LENGTH)
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')])
  if (needles.length === 0) return (line) => line
  return (line) => needles.reduce((text, needle) => text.replaceAll(needle, MASK), line)
}
