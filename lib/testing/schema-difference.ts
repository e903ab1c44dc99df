import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

const PACKAGE = '@prisma/schema-engine-wasm'

/** What the generated glue module of the WebAssembly build offers besides its types. */
interface EngineModule {
  SchemaEngine: typeof SchemaEngine
  __wbg_set_wasm(exports: WebAssembly.Exports): void
}

/** Loads Prisma's schema engine from its npm package, without the loader for bundlers that Node cannot run. */
async function instantiate(): Promise<EngineModule> {
  const panics = { set_message: (message: string) => console.error(`Prisma's schema engine failed: ${message}`) }
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics })
  const glue: EngineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const binary = createRequire(import.meta.url)
    .resolve(PACKAGE)
    .replace(/schema_engine\.js$/, 'schema_engine_bg.wasm')
  const { instance } = await WebAssembly.instantiate(await readFile(binary), {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports, // the glue module is the import object
  })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
  return glue
}

let engine: Promise<EngineModule> | undefined
const loadEngine = () => {
  // The glue module holds one instance; a second one would mix up their memories.
  engine ??= instantiate()
  return engine
}

const INTERNAL_CHAR = 18
const TEXT = 25

/**
 * Prisma's Postgres adapter, taught Postgres's one-byte type "char": the engine reads it from the catalogue since
 * Postgres 18 keeps NOT NULL constraints there, and the adapter refuses it. So the pool calls such a column text, and
 * the adapter's answer calls it a character again.
 */
function adapterForEngine(pool: pg.Pool): PrismaPg {
  const charColumns = new Set<string>()
  const query = pool.query.bind(pool)
  Object.assign(pool, {
    query: async (config: pg.QueryArrayConfig) => {
      const result = await query(config)
      for (const field of result.fields) {
        if (field.dataTypeID !== INTERNAL_CHAR) continue
        field.dataTypeID = TEXT
        charColumns.add(field.name)
      }
      return result
    },
  })
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (params) => {
      const result = await queryRaw(params)
      const columnTypes = result.columnTypes.map((type, column) =>
        charColumns.has(result.columnNames[column] ?? '') ? ColumnTypeEnum.Character : type,
      )
      return { ...result, columnTypes }
    }
    return adapter
  }
  return factory
}

/**
 * SQL that takes the database at `databaseUrl` to the schema in `schemaFile`, or '' when they agree.
 * Works offline: Prisma's schema engine runs as WebAssembly.
 */
export async function schemaDifference(databaseUrl: string, schemaFile: string): Promise<string> {
  const file = { path: 'schema.prisma', content: await readFile(schemaFile, 'utf8') }
  const { SchemaEngine } = await loadEngine()
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterForEngine(pool))
  const engine = await SchemaEngine.new({ datamodels: [[file.path, file.content]] }, () => {}, adapter)
  const result = await engine.diff({
    from: { tag: 'schemaDatasource', files: [file], configDir: '.' },
    to: { tag: 'schemaDatamodel', files: [file] },
    script: true,
    exitCode: false,
    filters: { externalTables: [], externalEnums: [] },
  })
  await pool.end()
  const sql = (result.stdout ?? '').trim()
  return sql.includes('This is an empty migration') ? '' : `${sql}\n`
}
