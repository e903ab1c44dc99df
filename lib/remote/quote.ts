const VARIABLE = /^[A-Z][A-Z0-9_]*$/

/**
 * One word of a POSIX shell that means exactly `value`, whatever it holds: the only place where quoting is done.
 * Throws on a NUL character, which no shell word can hold.
 */
export function shellQuote(value: string): string {
  if (value.includes('\0')) throw new Error('a shell word cannot hold a NUL character')
  return `'${value.replaceAll("'", "'\\''")}'`
}

/** Shell lines that set and export the variables. Throws on a name that is no upper-case variable name. */
export function exportLines(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => {
      if (!VARIABLE.test(name)) throw new Error(`not a variable name: ${name}`)
      return `export ${name}=${shellQuote(value)}\n`
    })
    .join('')
}
