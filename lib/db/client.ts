import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client'
import { closePool, pool } from './pool'

// On globalThis: Next bundles a module more than once, and all copies must share one client.
const KEY = Symbol.for('buzzcrate.prisma')
const holder = globalThis as typeof globalThis & { [KEY]?: PrismaClient | undefined }

let statements = 0
const names = new Map<string, string>()

/** Prepared statements by their text, so that Postgres plans a query once a connection. */
function statementName(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  // Queries with lists differ by their length: past this many, plan anew rather than fill Postgres' memory.
  if (statements >= 500) return ''
  const name = `p${++statements}`
  names.set(text, name)
  return name
}

/** The Prisma client of this process, made at first use (never while a module loads: the build imports every route). */
export function db(): PrismaClient {
  holder[KEY] ??= new PrismaClient({
    adapter: new PrismaPg(pool(), { statementNameGenerator: ({ sql }) => statementName(sql) }),
    // Prisma would give up after two and five seconds. When a whole class clicks at once on a small board, late is better
    // than refused.
    transactionOptions: { maxWait: 15_000, timeout: 30_000 },
  })
  return holder[KEY]
}

/** Ends the client and the pool, so that the process can exit; the next use makes new ones. */
export async function closeDatabase(): Promise<void> {
  const client = holder[KEY]
  holder[KEY] = undefined
  await client?.$disconnect()
  await closePool()
}
