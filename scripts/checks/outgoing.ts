import { readFileSync } from 'node:fs'
import path from 'node:path'
import { TEST_ONLY } from './layers'
import { isTestFile, sourceFiles } from './source-files'

/** Every connection to somebody else begins here, after a look at where it leads. */
const DOOR = ['lib/core/outgoing.ts', 'lib/core/address-policy.ts']

/** What else connects, and why it needs no such look. */
const OWN: Readonly<Record<string, string>> = {
  'lib/shared/call-api.ts': 'the browser asks its own panel',
  'lib/shared/upload-file.ts': 'the browser asks its own panel',
  'lib/providers/practice/link/world-link.ts':
    'a process of the panel asks the one that simulates machines, by its pinned certificate',
  'workers/supervisor/web-answers.ts': 'the supervisor asks its own part',
  'workers/supervisor/part-answers.ts': 'the supervisor asks its own part',
}

/** What people run. */
const PRODUCT = /^(app|components|instrumentation[\w-]*\.ts|lib|messages|proxy\.ts|workers)(\/|$)/
const GENERATED = /^lib\/db\/generated\//

const MODULES = /^(?:node:)?(?:net|tls|http|https|http2|dgram|dns|dns\/promises|undici)$/
/** Of these modules: names that listen or look only. */
const HARMLESS =
  /^(?:type .+|createServer|Server|Socket|IncomingMessage|ServerResponse|BlockList|isIP|isIPv4|isIPv6|STATUS_CODES)$/
const IMPORT = /import\s+(type\s+)?([^'"]*?)\s*from\s*['"]([^'"]+)['"]/g
const CALLS = [
  /(?<![\w.$])fetch\s*\(/,
  /\bglobalThis\.fetch\b/,
  /\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/,
  /\bnew Socket\s*\(/,
  /\b(?:require|import)\(\s*['"](?:node:)?(?:net|tls|https?|http2|dgram|dns|undici)/,
]
/** Runs in the browser, which reaches what its user reaches. */
const BROWSER = /^components\//

/** One sentence for each place of the product that could connect to somebody else without the door's policy. */
export function checkOutgoing(root: string, files: readonly string[] = sourceFiles(root)): string[] {
  return files
    .filter((file) => PRODUCT.test(file) && !GENERATED.test(file) && !isTestFile(file))
    .filter((file) => !TEST_ONLY.some((folder) => file.startsWith(`${folder}/`)))
    .filter((file) => !DOOR.includes(file) && !(file in OWN))
    .flatMap((file) => {
      const code = withoutComments(readFileSync(path.join(root, file), 'utf8'))
      const calls = BROWSER.test(file) ? [] : CALLS.flatMap((call) => call.exec(code)?.[0] ?? [])
      return [...importsOf(code), ...calls].map(
        (words) => `${file}: \`${words}\` connects by itself; use lib/core/outgoing.ts`,
      )
    })
}

/** Names of the network's modules that could connect. */
function importsOf(code: string): string[] {
  return [...code.matchAll(IMPORT)].flatMap(([, type, what = '', from = '']) => {
    if (type !== undefined || !MODULES.test(from)) return []
    const braces = /\{([^}]*)\}/.exec(what)?.[1] ?? ''
    const whole = what
      .replace(/\{[^}]*\}/, '')
      .replaceAll(',', '')
      .trim()
    const names = braces.split(',').map((name) => name.trim())
    return [...names, whole]
      .filter((name) => name !== '' && !HARMLESS.test(name.replace(/^(?!type )(.+) as .+$/, '$1')))
      .map((name) => `${name} from ${from}`)
  })
}

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
