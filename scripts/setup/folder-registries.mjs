import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * A list that is made from what lies in a folder, so that adding a thing is adding its file and nothing else.
 *
 * @typedef {object} FolderRegistry
 * @property {string} out the module that is written, `*.gen.ts`: git does not know it
 * @property {string} list the name of the array that it exports
 * @property {string} folder where the things lie
 * @property {string} file `provider.ts`: each subfolder that has this file is a thing, and the file exports `exported`.
 *   `*-topic.ts`: each such file is a thing, and exports its own name in camel case.
 * @property {string} [exported] what the file of a subfolder exports
 */

/** @type {readonly FolderRegistry[]} */
export const REGISTRIES = [
  {
    out: 'lib/providers/definitions.gen.ts',
    list: 'definitions',
    folder: 'lib/providers',
    file: 'definition.ts',
    exported: 'definition',
  },
  {
    out: 'lib/providers/providers.gen.ts',
    list: 'providers',
    folder: 'lib/providers',
    file: 'provider.ts',
    exported: 'provider',
  },
  {
    out: 'lib/providers/provider-ports.gen.ts',
    list: 'providerPorts',
    folder: 'lib/providers',
    file: 'ports.ts',
    exported: 'ports',
  },
  {
    out: 'lib/providers/provider-steps.gen.ts',
    list: 'providerSteps',
    folder: 'lib/providers',
    file: 'steps.ts',
    exported: 'steps',
  },
  {
    out: 'lib/testing/provider-samples.gen.ts',
    list: 'providerSamples',
    folder: 'lib/providers',
    file: 'samples.ts',
    exported: 'samples',
  },
  {
    out: 'components/create-cluster/providers/wizard-parts.gen.ts',
    list: 'wizardParts',
    folder: 'components/create-cluster/providers',
    file: 'wizard-part.tsx',
    exported: 'wizardPart',
  },
  {
    out: 'components/create-cluster/providers/class-parts.gen.ts',
    list: 'classParts',
    folder: 'components/create-cluster/providers',
    file: 'class-part.tsx',
    exported: 'classPart',
  },
  {
    out: 'lib/imaging/profiles/profiles.gen.ts',
    list: 'profiles',
    folder: 'lib/imaging/profiles/boards',
    file: '*.ts',
  },
  {
    out: 'lib/imaging/sources/kinds.gen.ts',
    list: 'sourceKinds',
    folder: 'lib/imaging/sources/kinds',
    file: '*.ts',
  },
  { out: 'lib/apps/apps.gen.ts', list: 'apps', folder: 'lib/apps', file: 'app.ts', exported: 'app' },
  { out: 'lib/provision/recipes.gen.ts', list: 'recipes', folder: 'lib/provision/recipes', file: '*-recipe.ts' },
  {
    out: 'lib/features/runs/subjects.gen.ts',
    list: 'subjectKinds',
    folder: 'lib/features/runs/subjects',
    file: '*-subject.ts',
  },
  {
    out: 'lib/features/live/topics.gen.ts',
    list: 'liveTopics',
    folder: 'lib/features/live/topics',
    file: '*-topic.ts',
  },
  {
    out: 'lib/shared/classroom/milestones.gen.ts',
    list: 'milestones',
    folder: 'lib/shared/classroom/milestones',
    file: '*-milestone.ts',
  },
  {
    out: 'lib/shared/classroom/marks.gen.ts',
    list: 'marks',
    folder: 'lib/shared/classroom/marks',
    file: '*-mark.ts',
  },
]

/**
 * Writes the modules of all registries that are not what their folders hold now. Fast enough to be asked before
 * everything that reads the code.
 * @param {string} root the checkout
 * @param {readonly FolderRegistry[]} [registries]
 * @returns {boolean} whether anything had to be written
 */
export function ensureFolderRegistries(root, registries = REGISTRIES) {
  const written = registries.filter((registry) => {
    const file = path.join(root, registry.out)
    const text = registryModule(root, registry)
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return false
    writeFileSync(file, text)
    return true
  })
  return written.length > 0
}

/**
 * @param {string} root
 * @param {FolderRegistry} registry
 */
function registryModule(root, registry) {
  const things = registry.file.startsWith('*') ? filesOf(root, registry) : foldersOf(root, registry)
  const from = path.dirname(registry.out)
  const imports = things.map(({ file, exported, name }) => {
    const module = path.posix.relative(from, file).replace(/\.tsx?$/, '')
    const what = exported === name ? name : `${exported} as ${name}`
    return `import { ${what} } from '${module.startsWith('.') ? module : `./${module}`}'`
  })
  return [
    `// Written by scripts/setup/folder-registries.mjs from what lies in ${registry.folder}.`,
    ...imports,
    '',
    `export const ${registry.list} = [${things.map(({ name }) => name).join(', ')}] as const`,
    '',
  ].join('\n')
}

/** @param {string} root @param {FolderRegistry} registry */
function filesOf(root, { folder, file }) {
  const suffix = file.slice(1)
  const isThing = (/** @type {string} */ name) =>
    name.endsWith(suffix) && name !== suffix && !/\.test\.tsx?$/.test(name)
  return readdirSync(path.join(root, folder))
    .filter(isThing)
    .sort()
    .map((name) => {
      const exported = camelCase(name.replace(/\.tsx?$/, ''))
      return { file: path.posix.join(folder, name), exported, name: exported }
    })
}

/** @param {string} root @param {FolderRegistry} registry */
function foldersOf(root, { folder, file, exported }) {
  if (exported === undefined) throw new Error(`${folder}: say what each ${file} exports`)
  return readdirSync(path.join(root, folder))
    .filter((name) => existsSync(path.join(root, folder, name, file)))
    .sort()
    .map((name) => ({ file: path.posix.join(folder, name, file), exported, name: camelCase(name) }))
}

/** @param {string} name */
const camelCase = (name) => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())
