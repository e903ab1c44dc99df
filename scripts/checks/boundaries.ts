import { existsSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { BROWSER, BROWSER_TYPES, HOMES, LAYERS, TEST_CONFIGS, TEST_ONLY } from './layers'
import { isTestFile, sourceFiles } from './source-files'

export interface Violation {
  from: string
  to: string
  rule: string
}

/** Reads the imports of source files (by their relative names) and compares them with the rules in layers.ts. */
export async function checkBoundaries(
  root: string,
  files: readonly string[] = sourceFiles(root),
): Promise<{ violations: Violation[]; imports: number }> {
  const violations: Violation[] = []
  let imports = 0
  for (const file of files) {
    for (const { specifier, typesOnly } of await importsOf(root, file)) {
      imports += 1
      const rule = brokenRule(root, file, specifier) ?? shippedContract(root, file, specifier, typesOnly)
      if (rule) violations.push({ from: file, to: specifier, rule })
    }
  }
  return { violations, imports }
}

interface Import {
  readonly specifier: string
  /** Nothing of it is there when the program runs. */
  readonly typesOnly: boolean
}

/** Every module that a file names, types included. */
async function importsOf(root: string, file: string): Promise<readonly Import[]> {
  // The parser of Vite: tools that need TypeScript's JavaScript API cannot work, TypeScript 7 has none.
  const { parseSync } = await import('rolldown/experimental')
  const text = readFileSync(path.join(root, file), 'utf8')
  const parsed = parseSync(file, text, {})
  if (parsed.errors.length > 0) throw new Error(`${file} cannot be parsed: ${parsed.errors[0]?.message}`)
  const { staticImports, staticExports, dynamicImports } = parsed.module
  const dynamic = dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(start, end))
    return literal?.[2] === undefined ? [] : [{ specifier: literal[2], typesOnly: false }]
  })
  const reexported = staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest === null ? [] : [{ specifier: moduleRequest.value, typesOnly: isType }],
    ),
  )
  const imported = staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    typesOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }))
  const all = [...imported, ...reexported, ...dynamic]
  const names = [...new Set(all.map(({ specifier }) => specifier))]
  return names.map((specifier) => ({
    specifier,
    typesOnly: all.every((one) => one.specifier !== specifier || one.typesOnly),
  }))
}

/** What makes a page larger than it has to be. */
function shippedContract(root: string, file: string, specifier: string, typesOnly: boolean): string | undefined {
  const browser = BROWSER.some((folder) => isIn(file, folder)) && !isTestFile(file)
  const target = localTarget(root, file, specifier)
  if (typesOnly || !browser || target === undefined) return undefined
  const home = BROWSER_TYPES.find((folder) => isIn(target, folder))
  return home && `of ${home} the browser takes types only (import type)`
}

function brokenRule(root: string, file: string, specifier: string): string | undefined {
  const test = isTestFile(file)
  if (isBuiltin(specifier)) {
    const browser = BROWSER.find((folder) => isIn(file, folder))
    return browser && !test ? `${browser} reaches the browser: no Node modules` : undefined
  }
  const target = localTarget(root, file, specifier)
  if (target === undefined) {
    const home = HOMES.find(({ packages }) => packages.test(specifier))
    const allowed = !home || test || TEST_ONLY.some((folder) => isIn(file, folder)) || file.startsWith('scripts/')
    return allowed || home.only.some((folder) => isIn(file, folder)) ? undefined : home.why
  }
  if (test) return undefined
  if (TEST_ONLY.some((folder) => isIn(target, folder)) && !isToolOrTest(file)) return 'test code in production code'
  const from = layerOf(file)
  const to = layerOf(target)
  if (from === undefined) return undefined
  if (to === undefined) return `no layer for ${target}: name it in scripts/checks/layers.ts`
  if (from === 'lib/features' && to === 'lib/features') return foreignFeature(file, target)
  if (from === to) return undefined
  const allowed = LAYERS[from] ?? []
  return allowed.some((folder) => isIn(target, folder)) ? undefined : `${from} may not import ${to}`
}

/** Another feature is reached through its use cases and queries (files directly in its folder), not its insides. */
function foreignFeature(file: string, target: string): string | undefined {
  const [, , mine] = file.split('/')
  const [, , theirs, ...rest] = target.split('/')
  return mine === theirs || rest.length <= 1 ? undefined : `inside of the feature "${theirs}"`
}

const isToolOrTest = (file: string) =>
  TEST_ONLY.some((folder) => isIn(file, folder)) || file.startsWith('scripts/') || TEST_CONFIGS.includes(file)

/** Whether a file, or a module as an import names it, lies in a folder or is that module. */
function isIn(file: string, place: string): boolean {
  const names = withoutEnding(file).split('/')
  return withoutEnding(place)
    .split('/')
    .every((name, index) => name === '*' || name === names[index])
}

const withoutEnding = (file: string) => file.replace(/\.tsx?$/, '')

function layerOf(file: string): string | undefined {
  if (/^instrumentation(-node)?(\.ts)?$/.test(file)) return 'instrumentation'
  if (file === 'proxy.ts') return 'app'
  const layers = Object.keys(LAYERS).filter((layer) => isIn(file, layer))
  return layers.sort((a, b) => b.length - a.length)[0]
}

function localTarget(root: string, file: string, specifier: string): string | undefined {
  if (specifier.startsWith('@/')) return specifier.slice(2)
  if (!specifier.startsWith('.')) return undefined
  const target = path.posix.join(path.posix.dirname(file), specifier)
  const whole = path.join(root, target)
  return existsSync(whole) && statSync(whole).isDirectory() ? `${target}/index` : target
}
