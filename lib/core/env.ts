import { z } from 'zod'
import { AppError } from './errors'
import { isNetwork } from './networks'

const Port = z.coerce.number().int().min(0).max(65_535)
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
const listed = (text: string): string[] => text.split(',').map((one) => one.trim())
/** Addresses and networks, separated by commas. */
const Networks = z
  .string()
  .refine((text) => listed(text).every(isNetwork), 'must be addresses and networks like 10.0.0.5,172.16.0.0/12')
  .transform(listed)

/** A background duty that a worker process can take on. */
export const WorkerRole = z.enum(['runs', 'images', 'watch', 'practice'])
export type WorkerRole = z.infer<typeof WorkerRole>

/**
 * Every environment variable that BuzzCrate reads, in one place. `npm start` fills in the ones that a person did not
 * set; with outside servers they come from the environment file (see docker-compose.yml).
 */
export const Env = z.object({
  /** Postgres connection string. Set by the supervisor when the built-in database is used. */
  DATABASE_URL: z.string().min(1),
  /** When set, the queue runs on this Redis; otherwise on Postgres. */
  REDIS_URL: optional(z.string().regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')),
  /** 32 random bytes, base64url. Session signing and the vault's key are derived from it. Losing it loses every stored secret. */
  BUZZCRATE_SECRET_KEY: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url: 43 characters'),
  /** Folder for files that are not in the database: artifacts, secrets, the built-in database itself. */
  BUZZCRATE_DATA: z.string().min(1).default('./data'),
  /** A folder of k3s release files (`k3s`, `k3s-airgap-images-amd64.tar.zst`, `sha256sum-amd64.txt` …): taken over at start. */
  BUZZCRATE_K3S_DIR: optional(z.string().min(1)),
  /** The address people type, when it is not the one that the browser sends (behind a proxy with its own name). */
  BUZZCRATE_URL: optional(z.url({ protocol: /^https?$/ })),
  /** Proxies whose word about a visitor's address is believed; without it those on this machine, where BUZZCRATE_URL is set. */
  BUZZCRATE_TRUSTED_PROXIES: optional(Networks),
  /** Addresses of the panel's own machine, and others that it connects to for nobody else, to which it may connect all the same. */
  BUZZCRATE_ALLOWED_ADDRESSES: optional(Networks),
  /** Which duties the worker process takes on, separated by commas. */
  BUZZCRATE_ROLES: z
    .string()
    .default('runs,images,watch,practice')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(WorkerRole).min(1)),
  /** TCP port from which machines fetch files (k3s, images) from the worker. 0: any free one. Where none gets through, files are pushed over SSH. */
  BUZZCRATE_FILES_PORT: Port.default(0),
  /** TCP port of the Kubernetes APIs of practice clusters (HTTPS): 6480, or any free one, which is kept. */
  BUZZCRATE_PRACTICE_PORT: optional(Port),
  /** Name or address at which the other processes of the panel reach the worker with the role `practice`. */
  BUZZCRATE_PRACTICE_HOST: z.string().min(1).default('127.0.0.1'),
  /** TCP ports on which apps of practice clusters answer, e.g. `26500-26599`; empty: any free ones. */
  BUZZCRATE_PRACTICE_APP_PORTS: optional(z.string().regex(/^\d{1,5}-\d{1,5}$/, 'must look like 26500-26599')),
  /** A folder in which practice machines keep what they print, to compare with the logs of runs. Only ever grows. */
  BUZZCRATE_PRACTICE_TRANSCRIPT: optional(z.string().min(1)),
  /** Where a stand-in for Linode's API answers, on this machine only: for tests and the lab. Nothing of it is real. */
  BUZZCRATE_LINODE_ORIGIN: optional(
    z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/, 'must be on this machine, like http://127.0.0.1:8080'),
  ),
  /** How the process before this one ended, from the supervisor: a signal, `status 1`, `silent`. */
  BUZZCRATE_ENDED_BY: optional(z.string()),
  /** How long web or the worker may be silent before the supervisor ends it and starts it again, in milliseconds. */
  BUZZCRATE_PATIENCE_MS: z.coerce.number().int().min(3_000).default(60_000),
  HOST: z.string().min(1).default('0.0.0.0'),
  PORT: Port.default(3000),
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
})
export type Env = z.infer<typeof Env>

/**
 * Reads and checks an environment.
 * @throws AppError `bad-environment` naming each variable that is missing or wrong.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = Env.safeParse(source)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.')
    return source[name] === undefined ? `${name} is not set` : `${name} ${issue.message}`
  })
  throw new AppError('bad-environment', {
    userMessage: `BuzzCrate can't start with these settings: ${lines.join('; ')}. They are explained in docs/running.md.`,
    details: { variables: lines },
  })
}

/** This setting alone: connections are made in programs too that have no others. None by default. */
export const allowedAddresses = (): readonly string[] =>
  Env.shape.BUZZCRATE_ALLOWED_ADDRESSES.parse(process.env['BUZZCRATE_ALLOWED_ADDRESSES']) ?? []

/** This setting alone: tests begin and end a stand-in while the process runs. Undefined: the real Linode. */
export const linodeStandIn = (): string | undefined =>
  Env.shape.BUZZCRATE_LINODE_ORIGIN.parse(process.env['BUZZCRATE_LINODE_ORIGIN'])

let cached: Env | undefined

/** This process's settings, read at first use (never while a module loads: the build imports every route). */
export function env(): Env {
  cached ??= readEnv(process.env)
  return cached
}
