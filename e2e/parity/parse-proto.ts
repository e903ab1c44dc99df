/**
 * A message on the wire: field number → `name kind type`. Kinds: `s` text, `i` integer, `b` truth, `y` bytes, `d` number,
 * `m` message; before it `*` for a list, `%` for a map from text; after it `!` when the zero value says something (Go has
 * a pointer there), `^` when the fields of the message stand in its owner (Go embeds it).
 */
export type ProtoMessage = Readonly<Record<string, string>>

const SCALARS: Readonly<Record<string, string>> = {
  string: 's',
  int32: 'i',
  int64: 'i',
  uint32: 'i',
  uint64: 'i',
  bool: 'b',
  bytes: 'y',
  double: 'd',
  float: 'd',
}

/** The messages of a package's generated.proto; the Go source beside it knows of pointers and embedded structs. */
export function parseMessages(proto: string, go: string): ReadonlyMap<string, ProtoMessage> {
  const inPackage = /^package ([\w.]+);/m.exec(proto)?.[1] ?? ''
  const structs = goFields(go)
  const found = new Map<string, ProtoMessage>()
  for (const [, name = '', body = ''] of proto.matchAll(/^message (\w+) \{\n(.*?)^\}/gms)) {
    const fields: Record<string, string> = {}
    for (const line of body.split('\n')) {
      const map = /^\s*map<string, ([\w.]+)> (\w+) = (\d+);/.exec(line)
      const plain = /^\s*(optional|repeated) ([\w.]+) (\w+) = (\d+);/.exec(line)
      const [type = '', field = '', number = '', before = ''] = map
        ? [map[1], map[2], map[3], '%']
        : plain
          ? [plain[2], plain[3], plain[4], plain[1] === 'repeated' ? '*' : '']
          : []
      if (type === '') continue
      const scalar = SCALARS[type.replace(/^\./, '')]
      const inGo = structs.get(`${name} ${field}`)
      const after = inGo?.inline ? '^' : inGo?.pointer ? '!' : ''
      const message = type.includes('.') ? type.replace(/^\./, '') : `${inPackage}.${type}`
      fields[number] = [field, `${before}${scalar ?? 'm'}${after}`, ...(scalar === undefined ? [message] : [])].join(
        ' ',
      )
    }
    found.set(`${inPackage}.${name}`, fields)
  }
  return found
}

interface GoField {
  readonly pointer: boolean
  readonly inline: boolean
}

/** `Struct protobufName` → how Go holds the field. */
function goFields(source: string): ReadonlyMap<string, GoField> {
  const found = new Map<string, GoField>()
  for (const [, struct = '', body = ''] of source.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
    for (const line of body.split('\n')) {
      const tag = /^\s+(?:\w+\s+)?(\*?)[\w.[\]]+\s+`.*?json:"([^"]*)".*protobuf:"[^"]*name=(\w+)/.exec(line)
      if (tag === null) continue
      const [, star, json = '', field = ''] = tag
      found.set(`${struct} ${field}`, { pointer: star === '*', inline: json === '' || json.startsWith(',inline') })
    }
  }
  return found
}
