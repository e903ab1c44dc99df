const RESULT = /^::result ([A-Za-z][A-Za-z0-9_.-]*)=(.*)$/

/** Reads a line `::result key=value`; `undefined` for any other line. */
export function parseResult(line: string): readonly [key: string, value: string] | undefined {
  const match = RESULT.exec(line)
  return match?.[1] === undefined || match[2] === undefined ? undefined : [match[1], match[2]]
}
